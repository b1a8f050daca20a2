"""Who lives in the demonstration company. All of them are made up. 合成演示"""

from dataclasses import dataclass

COMPANY = "清禾餐饮管理有限公司"
SLUG = "demo"
PASSWORD = "bole-demo-2026"  # noqa: S105 -- printed at every start of the demo
HR = ("周敏", "zhoumin@qinghe.example", "人事经理")
BANKS = ("restaurant_service", "sales")
AUDITOR = ("郭静", "guojing@qinghe.example", "内审专员")
SECOND = ("孙倩", "sunqian@qinghe.example", "门店督导")
INTERVIEWER = ("陈立", "chenli@qinghe.example", "区域运营主管")


@dataclass(frozen=True)
class Candidate:
    """``answers`` names an entry of demo_answers.yaml; ``state`` is where this one stands; times are hours before now."""

    name: str
    phone: str
    email: str
    plan: str
    state: str
    invited_h: float
    answers: str = ""
    mode: str = ""
    submitted_h: float = 0
    window: int = 72


CANDIDATES = (
    Candidate("林嘉怡", "13800010001", "lin.jiayi@example.com", "sales", "assessed", 50, "sales_a", "video", 26),
    Candidate("王子涵", "13800010002", "wang.zihan@example.com", "sales", "assessed", 46, "sales_b", "audio", 5),
    Candidate(
        "赵文博",
        "13800010003",
        "zhao.wenbo@example.com",
        "restaurant_service",
        "assessed",
        60,
        "restaurant_a",
        "video",
        31,
    ),
    Candidate(
        "李雨桐",
        "13800010004",
        "li.yutong@example.com",
        "restaurant_service",
        "assessed",
        44,
        "restaurant_b",
        "audio",
        8,
    ),
    Candidate("孙浩然", "13800010005", "sun.haoran@example.com", "backend", "assessed", 52, "backend_a", "video", 20),
    Candidate("吴思远", "13800010006", "wu.siyuan@example.com", "backend", "assessed", 40, "backend_b", "audio", 3),
    Candidate("何晓雯", "13800010007", "he.xiaowen@example.com", "restaurant_service", "invited", 2),
    Candidate("郑一鸣", "13800010008", "zheng.yiming@example.com", "sales", "opened", 20),
    Candidate("黄梓轩", "13800010009", "huang.zixuan@example.com", "backend", "started", 58),
    Candidate("马晓东", "13800010010", "ma.xiaodong@example.com", "restaurant_service", "human", 30),
    Candidate("徐静怡", "13800010011", "xu.jingyi@example.com", "sales", "expired", 96),
    Candidate("朱俊杰", "13800010012", "zhu.junjie@example.com", "backend", "revoked", 28),
)
