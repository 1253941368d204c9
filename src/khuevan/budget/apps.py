from django.apps import AppConfig


class BudgetConfig(AppConfig):
    name = "khuevan.budget"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from khuevan.budget import costing  # noqa: PLC0415 - models are ready only now

        costing.register_all()
