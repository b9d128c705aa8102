from django.urls import path

from cms.clearinghouse.views import contributions, lists, readers

urlpatterns = [
    path("clearinghouse/articles.csv", lists.articles_csv, name="articles_csv"),
    path("clearinghouse/articles.ris", lists.articles_ris, name="articles_ris"),
    path("feeds/clearinghouse.atom", lists.articles_atom, name="articles_atom"),
    path("clearinghouse/suggest/", readers.suggest_resource, name="suggest_resource"),
    path(
        "clearinghouse/articles/<id:pk>/problem/", readers.article_problem, name="article_problem"
    ),
    path("clearinghouse/articles/<id:pk>/useful/", readers.article_useful, name="article_useful"),
    path("clearinghouse/contributions/", contributions.contribution_list, name="contribution_list"),
    path(
        "clearinghouse/contributions/<id:pk>/",
        contributions.contribution_detail,
        name="contribution_detail",
    ),
]
