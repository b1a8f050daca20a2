"""The shell before a real browser: every component, both themes, phone and desk, under the product's own policy."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.front.stand import Site, Visitor, new_context

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("phone", [True, False], ids=["390", "1440"])
@pytest.mark.parametrize("path", ["/", "/?bound=1", "/?note=1", "/plain", "/candidate"])
def test_every_page_is_accessible_and_fits(site: Site, browser: Browser, path: str, phone: bool, theme: str) -> None:
    context = new_context(browser, site, phone=phone, theme=theme)
    visitor = Visitor(context)
    visitor.page.goto(site.url + path)

    visitor.assert_sound(path)
    assert visitor.page.evaluate("() => document.documentElement.dataset.bsTheme") == theme
    context.close()


@pytest.mark.parametrize("code", [400, 403, 404, 429, 500])
def test_error_pages_are_kind_and_accessible(site: Site, visitor: Visitor, code: int) -> None:
    answer = visitor.page.goto(f"{site.url}/error/{code}")

    assert answer is not None
    assert answer.status == code
    visitor.noise.clear()  # the browser itself remarks on the status
    visitor.assert_sound(str(code))
    expect(visitor.page.get_by_role("link", name="回到首页")).to_be_visible()


def test_the_theme_is_kept_and_drawn_by_the_server(site: Site, visitor: Visitor) -> None:
    page = visitor.page
    page.goto(site.url)
    page.get_by_role("button", name="切换浅色与深色").click()
    page.reload()

    assert page.evaluate("() => document.documentElement.dataset.bsTheme") == "dark"


def test_the_language_switch_goes_both_ways(site: Site, visitor: Visitor) -> None:
    page = visitor.page
    page.goto(f"{site.url}/plain")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_text("Skip to the content")).to_have_count(1)
    page.get_by_role("button", name="中文").click()

    expect(page.get_by_text("跳到正文")).to_have_count(1)


def test_on_a_phone_the_menu_slides_in_and_out(site: Site, visitor: Visitor) -> None:
    page = visitor.page
    page.goto(site.url)
    expect(page.locator("#sidebar")).not_to_be_in_viewport()
    page.get_by_role("button", name="打开菜单").click()
    expect(page.get_by_role("link", name="工作台")).to_be_in_viewport()
    page.get_by_role("button", name="关闭菜单").click()

    expect(page.locator("#sidebar")).not_to_be_in_viewport()


def test_a_form_with_errors_names_them_at_the_field(site: Site, visitor: Visitor) -> None:
    page = visitor.page
    page.goto(f"{site.url}/?bound=1")
    phone = page.get_by_label("手机号")

    expect(phone).to_have_attribute("aria-invalid", "true")
    assert "is-invalid" in (phone.get_attribute("class") or "").split()
    described = (phone.get_attribute("aria-describedby") or "").split()
    assert page.locator(f"#{described[-1]}").inner_text() == "请输入 11 位手机号"


def test_keys_search_move_and_help(site: Site, browser: Browser) -> None:
    context = new_context(browser, site, phone=False)
    page = Visitor(context).page
    page.goto(site.url)
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(page.locator("tr.at")).to_contain_text("王子涵")
    page.keyboard.press("x")
    expect(page.locator("[data-bulk-count]")).to_have_text("1")
    page.keyboard.press("/")
    expect(page.get_by_label("搜索姓名 / 职位")).to_be_focused()
    page.keyboard.type("?")
    page.wait_for_url("**q=%3F**")  # the filter applied itself, and the caret is back where it was
    expect(page.get_by_label("搜索姓名 / 职位")).to_be_focused()
    expect(page.locator("#help-keys")).to_be_hidden()
    page.locator("h1").click()
    page.keyboard.press("?")

    expect(page.get_by_role("dialog", name="快捷键")).to_be_visible()
    context.close()


def test_nothing_happens_until_the_question_is_answered(site: Site, visitor: Visitor) -> None:
    page = visitor.page
    page.goto(site.url)
    page.evaluate(
        "() => { const form = document.createElement('form'); form.method = 'get'; form.action = '/plain';"
        " form.dataset.confirm = '要删除吗？'; form.innerHTML = '<button>删除</button>';"
        " document.querySelector('main').prepend(form); }"
    )
    page.get_by_role("button", name="删除").click()
    expect(page.get_by_text("要删除吗？")).to_be_visible()
    page.get_by_role("button", name="取消").click()
    expect(page.get_by_text("要删除吗？")).to_be_hidden()
    assert page.url == f"{site.url}/"
    page.get_by_role("button", name="删除").click()
    page.get_by_role("button", name="确定").click()

    page.wait_for_url("**/plain?**")
