from django.apps import AppConfig


class PersonnelConfig(AppConfig):
    name = "cms.personnel"
    label = "personnel"
