from django.urls import include, path, re_path
from wagtail.contrib.sitemaps.views import sitemap

from cms.competencies import views as competencies
from cms.core.views import meetings, pictures, robots, rosters, topics, units
from cms.policies.views import feeds as policy_feeds

urlpatterns = [
    path("units/", units.unit_list, name="unit_list"),
    path("units/<slug:slug>/", units.unit_detail, name="unit_detail"),
    path("units/<slug:slug>/meetings/", meetings.unit_meetings, name="unit_meetings"),
    path("units/<slug:slug>/roster/", rosters.unit_roster, name="unit_roster"),
    path("units/<slug:slug>/roster.csv", rosters.roster_csv, name="roster_csv"),
    path("units/<slug:slug>/roster/import/", rosters.roster_import, name="roster_import"),
    path("units/<slug:slug>/roster/import/<n:pk>/", rosters.roster_plan, name="roster_plan"),
    path("feeds/policies.atom", policy_feeds.register_feed, name="policies_atom"),
    path("feeds/policies.ics", policy_feeds.deadlines_calendar, name="policies_ics"),
    path("policies/", include("cms.policies.urls")),
    path("topics/", topics.topic_list, name="topic_list"),
    path("topics/<slug:slug>/", topics.topic_detail, name="topic_detail"),
    path("", include("cms.clearinghouse.urls")),
    path("competencies/", competencies.framework_list, name="framework_list"),
    path("competencies/<slug:slug>/", competencies.framework_detail, name="framework_detail"),
    re_path(r"^media/images/(?P<name>[\w.-]+)$", pictures.rendition, name="picture"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("robots.txt", robots.robots, name="robots"),
]
