from django.apps import AppConfig


class ClearinghouseConfig(AppConfig):
    name = "cms.clearinghouse"
    label = "clearinghouse"
