from django.apps import AppConfig


class AssignmentsConfig(AppConfig):
    name = "khuevan.assignments"
    default_auto_field = "django.db.models.BigAutoField"
