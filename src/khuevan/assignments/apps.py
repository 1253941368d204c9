from django.apps import AppConfig


class AssignmentsConfig(AppConfig):
    name = "khuevan.assignments"
    first_rows = ("Criterion", "Topic")  # see kit.restoring
    default_auto_field = "django.db.models.BigAutoField"
