from __future__ import annotations

from django.urls import include, path
from django.views.i18n import set_language

from khuevan.kit import views as kit
from khuevan.people.permissions import Can, public, requires
from khuevan.people.views import audit
from khuevan.training.views import certificates
from khuevan.web import views

own = requires(Can.WORK_VIEW)

# kit knows no permissions, so the house says here who may call its views.
kit_urls = [
    path("kit/", requires(Can.KIT_VIEW)(kit.gallery), name="gallery"),
    path("kit/phone/", requires(Can.KIT_VIEW)(kit.gallery_phone), name="gallery_phone"),
    path("works/", own(kit.works), name="works"),
    path("works/<int:pk>/", own(kit.work), name="work"),
    path("search/", own(kit.find), name="search"),
    path("filters/save/", own(kit.save_filter), name="save_filter"),
    path("filters/<int:pk>/delete/", own(kit.delete_filter), name="delete_filter"),
    path("theme/", public(kit.set_theme), name="set_theme"),
]

urlpatterns = [
    path("", views.front, name="front"),
    path("desk/", views.dashboard, name="dashboard"),
    path("tour/", views.tour, name="tour"),
    path("outbox/", views.outbox, name="outbox"),
    path("plans/", include("khuevan.plans.urls")),
    path("documents/", include("khuevan.documents.urls")),
    path("accounts/", include("allauth.urls")),
    path("audit/", audit.audit, name="audit"),
    path("", include("khuevan.people.urls")),
    path("", include("khuevan.assignments.urls")),
    path("budget/", include("khuevan.budget.urls")),
    path("training/", include("khuevan.training.urls")),
    path("verify/<str:token>/", certificates.verify, name="verify"),
    path("reports/", include("khuevan.reports.urls")),
    path("language/", public(set_language), name="set_language"),
    path("", include((kit_urls, "kit"))),
]
