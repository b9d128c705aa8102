from django.apps import AppConfig


class SampleConfig(AppConfig):
    name = "cms.sample"
    label = "sample"
