from django.urls import path, re_path

from khuevan.plans.views import confirm, life, page, register, trace

app_name = "plans"
urlpatterns = [
    path("", register.index, name="index"),
    path("upload/", register.upload, name="upload"),
    path("names/", confirm.names, name="names"),
    path("<int:pk>/", page.detail, name="detail"),
    path("<int:pk>/source/", page.source, name="source"),
    path("<int:pk>/confirm/", confirm.begin, name="confirm"),
    path("<int:pk>/confirm/<int:clause_pk>/", confirm.clause, name="clause"),
    path("<int:pk>/confirm/<int:clause_pk>/decide/", confirm.decide, name="decide_clause"),
    path("<int:pk>/confirm/sure/", confirm.confirm_sure, name="confirm_sure"),
    path("<int:pk>/confirm/words/", confirm.keep_words, name="keep_words"),
    path("<int:pk>/undo/", confirm.undo, name="undo"),
    path("<int:pk>/clauses/", confirm.clauses, name="clauses"),
    path("<int:pk>/consult/", life.consult, name="consult"),
    path("<int:pk>/submit/", life.submit, name="submit"),
    path("<int:pk>/take-back/", life.take_back, name="take_back"),
    path("<int:pk>/decide/", life.decide, name="decide"),
    path("<int:pk>/approve/", life.approve, name="approve"),
    path("<int:pk>/return/", life.send_back, name="send_back"),
    path("<int:pk>/gate/", life.override, name="override"),
    path("<int:pk>/issue/", life.issue, name="issue"),
    path("<int:pk>/run/", life.run, name="run"),
    re_path(r"^(?P<pk>\d+)/end/(?P<how>close|cancel|supersede)/$", life.end, name="end"),
    path("<int:pk>/trace/", trace.trace, name="trace"),
    path("<int:pk>/parents/", trace.set_parent, name="set_parent"),
    path("<int:pk>/parents/<int:parent_pk>/remove/", trace.remove_parent, name="remove_parent"),
    path("<int:pk>/link/<int:clause_pk>/", trace.link, name="link"),
    path("<int:pk>/unlink/<int:link_pk>/", trace.unlink, name="unlink"),
    path("<int:pk>/conflicts/", trace.disputes, name="conflicts"),
    path("<int:pk>/conflicts/look/", trace.look, name="look"),
    path("<int:pk>/conflicts/<int:pair_pk>/", trace.judge, name="judge"),
    path("<int:pk>/compare/", trace.differ, name="compare"),
]
