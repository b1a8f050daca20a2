from django.urls import path

from bole.assessment.web import cases, judges, judging, plans, quality

app_name = "assessment"

urlpatterns = [
    path("", plans.listing, name="plans"),
    path("import/", plans.bring_in, name="import"),
    path("guide/", cases.guide, name="guide"),
    path("judge/", judges.page, name="judge"),
    path("judge/retry/", judges.retry_all, name="judge_retry"),
    path("<uuid:plan_id>/rescore/", judges.rescore, name="rescore"),
    path("<uuid:plan_id>/rescore/stop/", judges.stop_rescore, name="rescore_stop"),
    path("<uuid:plan_id>/rescore/progress/", judges.rescore_progress, name="rescore_progress"),
    path("cases/<uuid:ref>/retry/", judges.retry, name="retry"),
    path("cases/<uuid:ref>/built-in/", judges.built_in, name="built_in"),
    path("cases/<uuid:ref>/recompute/", judges.recompute, name="recompute"),
    path("quality/", quality.index, name="quality_index"),
    path("<uuid:plan_id>/quality/", quality.page, name="quality"),
    path("<uuid:plan_id>/quality.csv", quality.export, name="quality_csv"),
    path("<uuid:plan_id>/analytics/", quality.questions, name="analytics"),
    path("<uuid:plan_id>/analytics.csv", quality.export_questions, name="analytics_csv"),
    path("<uuid:plan_id>/", plans.detail, name="plan"),
    path("<uuid:plan_id>/settings/", plans.settings, name="settings"),
    path("<uuid:plan_id>/questions/<str:question_id>/", plans.question, name="question"),
    path("<uuid:plan_id>/export/", plans.export, name="export"),
    path("<uuid:plan_id>/copy/", plans.copy, name="copy"),
    path("<uuid:plan_id>/publish/", plans.publish, name="publish"),
    path("<uuid:plan_id>/discard/", plans.discard, name="discard"),
    path("<uuid:plan_id>/retire/", plans.retire, name="retire"),
    path("<uuid:plan_id>/restore/", plans.restore, name="restore"),
    path("<uuid:plan_id>/disagreements/", judging.disagreements, name="disagreements"),
    path("<uuid:plan_id>/calibrate/", judging.calibrate, name="calibrate"),
    path("calibrations/<uuid:calibration_id>/<str:to>/", judging.switch, name="calibration"),
    path("cases/<uuid:ref>/settle/", judging.settle, name="settle"),
    path("cases/<uuid:ref>/rate/", cases.rate, name="rate"),
    path("cases/<uuid:ref>/dimension/", cases.dimension, name="dimension"),
    path("cases/<uuid:ref>/decide/", cases.decide, name="decide"),
]
