"""A Django site of the shell alone: a gallery of every component and a room of the mock, without the product behind it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import include, path
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from mock_room import Room

HERE = Path(__file__).parent
NAMES = ("王子涵", "李宇轩", "陈欣怡", "Kevin Zhao", "林晓", "张伟", "周敏", "刘洋")


def configure() -> None:
    """Settings of the gallery; the content security policy is the product's."""
    settings.configure(
        SECRET_KEY="gallery-of-components-only",
        DEBUG=False,
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=__name__,
        DATA_UPLOAD_MAX_MEMORY_SIZE=20_000_000,
        INSTALLED_APPS=[
            "django.contrib.messages",
            "django.contrib.staticfiles",
            "django_cotton",
            "csp",
            "bole.core.ui",
        ],
        MIDDLEWARE=[
            "csp.middleware.CSPMiddleware",
            "django.middleware.locale.LocaleMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [HERE / "site_templates"],
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.messages.context_processors.messages",
                        "django.template.context_processors.i18n",
                    ],
                    "builtins": ["django.templatetags.i18n"],
                },
            }
        ],
        FORM_RENDERER="bole.core.ui.forms.Renderer",
        MESSAGE_STORAGE="django.contrib.messages.storage.cookie.CookieStorage",
        LANGUAGE_CODE="zh-hans",
        LANGUAGES=[("zh-hans", "中文"), ("en", "English")],
        LANGUAGE_COOKIE_NAME="bole_language",
        STATIC_URL="/static/",
        USE_TZ=True,
        CONTENT_SECURITY_POLICY={
            "DIRECTIVES": {
                "default-src": ["'none'"],
                "script-src": ["'self'"],
                "style-src": ["'self'"],
                "style-src-attr": ["'unsafe-inline'"],
                "img-src": ["'self'", "data:", "blob:"],
                "media-src": ["'self'", "blob:"],
                "connect-src": ["'self'"],
                "form-action": ["'self'"],
                "base-uri": ["'none'"],
                "frame-ancestors": ["'none'"],
            }
        },
    )


class Everything(forms.Form):
    """One of each kind of control."""

    name = forms.CharField(label="候选人姓名", help_text="与身份证件一致")
    phone = forms.RegexField(r"^1\d{10}$", label="手机号", error_messages={"invalid": "请输入 11 位手机号"})
    plan = forms.ChoiceField(label="面试方案", choices=[("sales", "销售代表"), ("backend", "后端工程师")])
    ways = forms.MultipleChoiceField(
        label="通知方式",
        choices=[("mail", "邮件"), ("sms", "短信")],
        widget=forms.CheckboxSelectMultiple,
    )
    window = forms.ChoiceField(
        label="有效期",
        choices=[("24", "24 小时"), ("72", "72 小时")],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label="备注", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    file = forms.FileField(label="名单", required=False)
    agree = forms.BooleanField(label="同时发送邮件副本", required=False)


class Someone:
    """A signed-in person, as far as the shell looks at one."""

    is_authenticated = True

    def __str__(self) -> str:
        return "林晓"


def _frame(request: HttpRequest) -> dict[str, Any]:
    items = [
        ("工作台", "layout-dashboard", None),
        ("AI 面试", "video", 3),
        ("候选人", "users", None),
        ("面试方案", "clipboard-list", None),
    ]
    more = [
        ("消息", "mail", 12),
        ("隐私与授权", "shield-check", None),
        ("审计记录", "history", None),
        ("设置", "settings", None),
    ]

    def entries(rows: list[tuple[str, str, int | None]]) -> list[dict[str, object]]:
        return [
            {
                "label": label,
                "url": f"/?at={index}",
                "icon": icon,
                "active": label == "AI 面试",
                "badge": badge,
            }
            for index, (label, icon, badge) in enumerate(rows)
        ]

    return {
        "user": Someone(),
        "user_role": "招聘主管",
        "user_menu": [{"label": "账号与安全", "url": "/account", "icon": "shield-lock"}],
        "sign_out_url": "/out",
        "tenant": "青禾餐饮集团",
        "navigation": [
            {"label": "", "items": entries(items)},
            {"label": "管理", "items": entries(more)},
        ],
        "breadcrumb": [{"label": "AI 面试", "url": "/"}, {"label": "门店店长"}],
    }


def gallery(request: HttpRequest) -> HttpResponse:
    """Every component on one office page."""
    rows = [
        SimpleNamespace(
            name=NAMES[i % len(NAMES)],
            city="上海" if i % 2 else "北京",
            level=1 + i % 5,
            match=51 + 3 * i,
        )
        for i in range(16)
    ]
    if "note" in request.GET:
        messages.success(request, "已发送 3 份邀请", extra_tags="undo:/undo")
    form = (
        Everything({"name": "王子涵", "phone": "1380013", "window": "72"}) if "bound" in request.GET else Everything()
    )
    page = Paginator(rows, 8).get_page(request.GET.get("page"))
    return render(request, "gallery.html", {**_frame(request), "form": form, "page": page})


def plain(request: HttpRequest) -> HttpResponse:
    """The centred card with a form."""
    return render(request, "plain_gallery.html", {"form": Everything()})


def candidate(request: HttpRequest) -> HttpResponse:
    """A candidate's page."""
    return render(request, "candidate_gallery.html", {"company": "青禾餐饮集团"})


def error(request: HttpRequest, code: int) -> HttpResponse:
    """An error page by its number."""
    return render(request, f"{code}.html", status=code)


ROOMS: dict[str, Room] = {}


@csrf_exempt
def room(request: HttpRequest, token: str, rest: str = "") -> HttpResponse:
    """The room's page and its contract."""
    there = ROOMS.setdefault(token, Room())
    if not rest:
        return render(
            request, "ui/room.html", {"room_state": there.state("", get_language() or ""), "company": "青禾餐饮集团"}
        )
    status, answer = there.answer(request.method or "GET", rest, request.headers, request.body)
    return JsonResponse(answer, status=status)


@csrf_exempt
def mock(request: HttpRequest, token: str) -> HttpResponse:
    """Look into a room (GET), or set its attributes (POST)."""
    there = ROOMS.setdefault(token, Room())
    if request.method == "POST":
        for name, value in json.loads(request.body).items():
            setattr(there, name, value)
    return JsonResponse(there.inside())


@csrf_exempt
def whole(request: HttpRequest, token: str, attempt: str) -> HttpResponse:
    """The joined bytes of one attempt."""
    return HttpResponse(ROOMS[token].attempts[attempt].whole, content_type="application/octet-stream")


urlpatterns = [
    path("c/demo/i/<token>/", room),
    path("c/demo/i/<token>/<path:rest>", room),
    path("mock/<token>", mock),
    path("mock/<token>/<attempt>", whole),
    path("", gallery),
    path("plain", plain),
    path("candidate", candidate),
    path("error/<int:code>", error),
    path("i18n/", include("django.conf.urls.i18n")),
]


def main(port: int) -> None:
    """Serve the gallery on loopback until ended."""
    import django  # noqa: PLC0415 -- Django must be set up
    import uvicorn  # noqa: PLC0415 -- Django must be set up
    from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler  # noqa: PLC0415 -- Django must be set up
    from django.core.asgi import get_asgi_application  # noqa: PLC0415 -- Django must be set up

    configure()
    django.setup()
    settings.DEBUG = False
    app = ASGIStaticFilesHandler(get_asgi_application())
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", lifespan="off")


if __name__ == "__main__":
    main(int(sys.argv[1]))
