"""Words that mean the same where people talk of their work: each row says one thing in several ways.

General speech only: no terms of a trade, no phrases that fit one story. A word that is looked for also stands for the others of its
row; nothing that was understood without them is lost. Single characters have no rows: they stand in too many words.
"""

from __future__ import annotations

from collections.abc import Iterable

_ROWS = """
客户 顾客 客人 主顾 买家 买主
老板 店主 掌柜 东家
领导 主管 上级 上司
同事 同伴 搭档 伙伴 工友 组员 队友
徒弟 新人 新员工 新来的
门店 铺子 店铺 店面 商铺
公司 单位 企业
上门 登门 找上门
每周 每星期 每个礼拜 每礼拜 每个星期
每天 天天 每日
晚上 夜里 晚间 夜间
白天 日间
周末 礼拜天 礼拜六 星期天 星期六 双休日
周一 礼拜一 星期一
周二 礼拜二 星期二
周三 礼拜三 星期三
周四 礼拜四 星期四
周五 礼拜五 星期五
下周 下礼拜 下星期
春节 过年 年关
下班 收工 打烊 关门 收摊
上班 开工 到岗 上岗
马上 立刻 立即 赶紧 赶快 赶忙 当即 连忙 随即
随时 时刻
坚持 撑到 撑下来 熬到 熬过来 挺住 挺过来 咬牙
记录 记下 登记 记到 写下来 抄下来
总结 复盘 回顾 反思 盘点
名单 清单 列表 名册
筛选 挑选 挑出 选出 拣出
整理 归类 梳理 归拢
询问 打听 请教 问起 探问
了解 摸清 弄清 搞清 弄明白 搞明白 弄懂 搞懂
琢磨 思考 寻思 盘算 想想
原因 缘故 缘由 根子
头疼 发愁 犯愁 烦心 伤脑筋 苦恼 闹心
担心 担忧 顾虑 放心不下 发愁
断货 缺货 没货 断档
进货 拿货 采购 订货
方案 办法 法子 主意 点子
按照 依照 根据 照着 依着
拍板的 说了算的 做主的 当家的
拍板 说了算 做主
谈判 面谈 商谈 洽谈
见面 碰面 面谈 当面
签约 成交 签单 谈成
订单 单子
合同 协议 契约
书面 白纸黑字 纸面
口头 嘴上 随口
答应 承诺 应承 许诺 应下
请示 汇报 上报 报告
替代 代替 顶替
培训 上课 讲课 授课
质保 保修 包修
宁可 宁愿 宁肯 情愿
就算 哪怕 即使
口碑 名声 信誉 名誉
理解 体谅 明白
正常 自然 难免
型号 规格 款式
案例 例子 实例 先例
样品 样机 样本 小样
试用 试试 试一试 试一下
免费 白送 白用 白试
预算 经费
目标 指标 任务
业绩 销量 成绩
完成 达成 做完
努力 拼命 卖力
道歉 赔不是 赔礼 致歉 认错
抱歉 对不起 不好意思
撤下 撤走 端走 收走 撤掉
安静 清静 僻静
座位 座儿 位子 位置
安抚 安慰 劝慰
怎么回事 怎么了 怎么个事 什么情况
或者 要么 要不
选择 选项
解释 说明 讲清 讲明白
打个招呼 打声招呼 说一声 讲一声 知会
告诉 告知 转告 知会 交代
提醒 叮嘱 嘱咐 交代
厨房 后厨 灶上
厕所 洗手间 卫生间
砧板 案板 菜板
餐具 碗筷 碗碟
消毒 杀菌
老人 老人家 老年人 长辈
孩子 小孩 小朋友 宝宝 小宝宝
儿童椅 宝宝椅 高脚椅
坐下 落座 入座 就座
推荐 介绍 建议
满意 高兴 称心
分工 分头 分派
负责 分管 经手
主动 自告奋勇 抢着
商量 商议 合计
不慌 沉住气 镇定 冷静 稳住
情绪 心情 心态
难受 委屈 憋屈
表扬 夸奖 称赞 夸
告警 报警 警报 预警
通报 通知 告知
监控 仪表盘 看板
对比 比对 比较 对照
逐层 挨层 一层一层
逐个 一个一个 挨个
定位 查出 找出 揪出 锁定
回滚 回退 退回 撤回
验证 检验 核实 测试
核实 查证 查实 核对
发布 上线 发版
规范 章程 制度 规定
折中 妥协 各退一步
会议纪要 纪要 会议记录
按期 按时 如期 准时
文档 资料 说明书 手册
官方文档 官网
分享 讲给 宣讲
故障 事故 毛病
解决 处理 搞定
提高 提升 增长 上涨 上升
下降 降低 减少 降到 掉到
原理 道理 门道
学习 钻研
是我写 是我改 是我没 我当时没 怪我
"""


def _table(rows: str) -> dict[str, tuple[str, ...]]:
    table: dict[str, list[str]] = {}
    for row in rows.strip().splitlines():
        words = row.split()
        for word in words:
            if len(word) > 1:
                table.setdefault(word, []).extend(other for other in words if other != word and len(other) > 1)
    return {word: tuple(dict.fromkeys(others)) for word, others in table.items()}


_OTHERS = _table(_ROWS)


def widened(words: Iterable[str]) -> tuple[str, ...]:
    """The words and those that mean the same, each once; single characters only as they are."""
    found: dict[str, None] = {}
    for word in words:
        found[word] = None
        found.update(dict.fromkeys(_OTHERS.get(word, ())))
    return tuple(found)
