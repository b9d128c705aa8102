from django.apps import AppConfig


class CompetenciesConfig(AppConfig):
    name = "cms.competencies"
    label = "competencies"
