"""Words by the tendency that people hear in them. A list like this describes a choice of words, not who somebody is.

Chinese entries are matched at the edges of dictionary words; an English entry is a stem that a word begins with when it ends
in `*`. No entry stands under two tendencies. A tendency has no opposite here: nothing is said of what was not said.
"""

from __future__ import annotations

from collections.abc import Mapping

TENDENCIES: Mapping[str, str] = {
    "outgoing": (
        "聊天 聊聊 聊了 聊起 闲聊 打招呼 热情 热闹 开朗 健谈 活跃 寒暄 结识 交朋友 认识了 打交道 带动气氛 活跃气氛 "
        "主持 演讲 上台 面对面 见面 聚会 笑着 "
        "chat* talkative outgoing sociable lively cheer* greet* networking mingl* energetic enthusias* public-speaking"
    ),
    "cooperative": (
        "一起 配合 协作 合作 协助 帮忙 帮助 帮着 支持 商量 共同 互相 相互 分担 分工 搭档 协调 体谅 理解 感谢 谢谢 "
        "倾听 照顾 安慰 补位 替班 团结 让步 "
        "together cooperat* collaborat* help* support* thank* listen* teammate* mutual* jointly"
    ),
    "careful": (
        "核对 核实 复核 检查 确认 仔细 细心 谨慎 小心 稳妥 风险 备份 清单 按规定 按流程 照流程 逐一 逐条 一一 逐项 "
        "反复 再三 留痕 登记 台账 记录 预案 以防 避免 双人 严格 "
        "careful* double-check* check checked checking verif* confirm* cautious* risk* backup* checklist* precaution* "
        "thorough* precise* recorded procedure*"
    ),
    "open": (
        "好奇 尝试 试试 试着 试了 新方法 新办法 新思路 新工具 新技术 新东西 创新 创意 灵感 想象 换个角度 换种思路 "
        "换个思路 请教 学习 学会 自学 研究 琢磨 探索 改进 改良 摸索 借鉴 启发 "
        "curious* curiosity experiment* explor* creativ* innovat* imagin* learn* brainstorm* inspir* idea ideas "
        "rethink* improvis*"
    ),
    "initiative": (
        "主动 自发 带头 牵头 率先 提议 建议 倡议 自告奋勇 争取 抢先 提前 着手 发起 推动 推进 负责 承担 挺身而出 "
        "自己提出 第一时间 马上 立刻 立即 说干就干 "
        "initiat* proactive* volunteer* propos* suggest* immediately ahead led spearhead* responsib*"
    ),
}
