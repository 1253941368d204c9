from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "khuevan.kit"
    default_auto_field = "django.db.models.BigAutoField"
