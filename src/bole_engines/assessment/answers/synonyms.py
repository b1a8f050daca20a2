"""Ways of saying the same, and opposites, that answers of every subject use. General words only; no subject's facts."""

from __future__ import annotations

import re

_ZH = """
增加 增多 增大 增长 增添 变多 多了 加大 增强
减少 变少 降低 减小 减低 缩减 少了 削减 下降 减弱
提高 提升 升高 上升 上涨 增高 变高 加强 涨 拔高
降低 下降 下跌 变低 跌 落
扩大 扩展 扩张 拓宽 拓展
缩小 收缩 变小
加快 加速 变快 提速
减慢 减速 变慢 放慢 减缓 延缓
促进 推动 有利于 有助于 利于 助于 推进 带动
阻碍 妨碍 不利于 抑制 阻止 制约 阻挡
防止 避免 预防 以免 免得 防范 不会
导致 造成 引起 使得 致使 引发 产生 带来
破坏 损害 毁坏 危害 伤害 损坏 侵害
保护 维护 爱护 保障 保卫
保证 确保 保障
需要 必须 需求 要有 离不开
利用 使用 运用 采用 用
缺少 缺乏 不足 不够 短缺 没有
充足 充分 足够 充裕 丰富
原因 因素 缘故
结果 后果
方法 办法 措施 手段 途径 方式 做法
特点 特征 特性 特色
优点 长处 好处 优势
缺点 短处 坏处 劣势 弊端 不足
作用 功能 用途
影响 作用
区别 不同 差异 差别 差距
相同 一样 一致 同样 相等
重要 关键 主要 核心
首先 第一 最先 先
立即 马上 立刻 及时 第一时间 赶快 赶紧 迅速 尽快
快速 迅速 很快 快
缓慢 慢 很慢
停止 停下 终止 中止 停
开始 起初 最初
继续 持续 接着 不断
保持 维持 保留
改变 变化 转变 改动
转化 变成 转变 变为 转换
形成 产生 生成 构成
组成 构成 包括 包含
分为 分成 划分
建立 设立 创建 成立
取消 废除 废止 撤销
发现 找到 察觉
检查 查看 检验 检测 核对 查验
告知 通知 告诉 汇报 报告 上报
说明 解释 讲解 阐述
了解 知道 掌握 清楚 明白 熟悉
认为 觉得 以为
支持 赞成 拥护 同意
反对 抵制 反抗
吸收 摄取 吸取 吸入
释放 放出 排出 散发 放
消耗 耗费 用掉 花费
储存 存储 储藏 积累 存 贮存
运输 输送 运送 传送 搬运
传递 传导 传播 传输
阻断 切断 断开 隔断
切断 关闭 断开 拉闸 关掉
接触 碰到 触碰 沾
污染 弄脏
清洁 清洗 打扫 洗净
消毒 杀菌 灭菌
疾病 病 患病 生病 得病
死亡 死 去世
生存 存活 活
生长 成长 发育 长
繁殖 生殖 繁衍
水分 水
温度 气温
阳光 光照 日光 太阳光 光线
养分 营养 营养物质
人民 百姓 老百姓 民众 群众 大众 居民
国家 政府
工人 职工 员工 劳动者 工友
女职工 女员工
怀孕 孕期
生产 制造
客户 顾客 客人 消费者 用户
企业 公司 单位 用人单位
领导 上级 主管 管理者 负责人
金钱 钱 资金 货币
价格 物价 价钱
工资 薪水 薪资 薪酬 报酬 收入
成本 费用 开支 花费
利润 盈利 收益
贬值 不值钱 缩水
购买 买 采购
出售 卖 销售
剥削 压榨
压迫 欺压 欺负
侵略 入侵 侵犯
战争 战乱 打仗 混战
独立 自主
团结 联合 合作
贫穷 贫困 穷 穷苦
富裕 富有 富
黑暗 腐败 黑
落后 不发达
先进 发达
瓦解 解体 崩溃 垮
安全 平安
危险 风险 隐患
事故 意外
灭火 扑灭 扑火 救火
疏散 撤离 逃离
报警 报火警
受伤 负伤 伤
错误 差错 失误 出错
正确 准确 对
可靠 稳定 靠得住
复杂 繁琐 麻烦
简单 容易 简便
困难 难 不易 不容易
直接 径直
间接 不直接
经常 常常 时常 往往 总是
偶尔 有时
所有 全部 一切 都
部分 一些 某些
学习 效仿 借鉴
想法 观点 看法 思想 观念
愿望 希望 期望
责任 义务 职责
权利 权力 权益
规定 要求 规则 制度
遵守 服从 按照
违反 违背
证明 表明 说明 体现 反映
表达 抒发 表现 流露
感情 情感 感受 心情
喜爱 热爱 喜欢 爱
怀念 思念 想念
赞美 歌颂 赞扬 称赞
批判 讽刺 抨击 揭露
自私 只顾自己
软弱 懦弱
勤劳 勤奋
勇敢 英勇 无畏
骗 欺骗 诱骗 哄骗 忽悠
数据 信息 资料
查询 查找 检索 查
请求 访问
连接 联接 建立连接
丢失 丢 遗失
过期 失效 到期
变质 坏掉 腐坏 放坏 坏
损耗 浪费 损失
积压 呆滞 滞销 压货
新鲜 新鲜度
追溯 查到 追踪 溯源
校验 验证 检验
拦截 挡掉 过滤 阻挡
压力 负担 负荷
恢复 复原 还原
休息 歇 放松
锻炼 运动 活动
道歉 致歉 赔礼 对不起 抱歉
倾听 听取 耐心听
安抚 安慰
沟通 交流 交谈
记录 登记 记下
计划 规划 方案
合格 达标
质量 品质
效率 效能
适合 适宜 合适 适应
容量 大小
迅猛 剧烈 激烈
彻底 完全 充分
平衡 均衡
分解 拆分
结合 联系 相结合
厘米 公分 cm
毫米 mm
千克 公斤 kg
摄氏度 度 ℃
"""
_EN = """
increase rise grow raise go_up gain higher more climb boost
decrease reduce fall drop lower decline less fewer lessen diminish shrink weaken
big large broad wide huge great
small little tiny minor
fast quick rapid speedy swift immediate
slow gradual
begin start commence
end stop finish cease halt
keep maintain retain remain stay preserve
change alter modify vary convert transform
cause lead result produce create make
help aid assist support allow enable let
prevent avoid stop block hinder
need require must necessary
use utilise utilize employ apply
show demonstrate indicate reveal display illustrate
measure record determine
amount quantity volume number
same equal identical constant similar equally
different vary differ distinct unlike
type kind sort
repeat again replicate trial redo rerun retest
accurate precise reliable
cheap inexpensive affordable
expensive costly dear
buy purchase spend
sell vend
money cash fund
loan borrow credit lend
save saving deposit
price cost charge
firm company business enterprise corporation
people person human individual household
worker employee staff labour labor
customer client guest consumer
boss manager supervisor head
car vehicle automobile
house home habitat
place location area region environment
animal creature organism
food prey nutrition meal
eat consume feed diet
plant vegetation crop
water moisture liquid
light sunlight sunshine ray
heat warm warmth temperature hot
cold cool
gas air
sun solar
energy power
absorb take_in trap capture catch soak
release give_off emit
move travel go transport carry
enter come_in
exit leave
protect defend guard shield
damage harm hurt destroy ruin
danger dangerous risk hazard unsafe
safe safety secure
sick ill disease unwell
apologise apologize sorry apology
listen hear
tell inform notify report
ask request enquire inquire
answer reply respond
offer provide give supply
clean wash tidy
dirty filthy unclean
room space
happy satisfied pleased satisfaction content
angry annoyed upset
check verify inspect examine
fix repair mend
build construct
important significant vital crucial key essential
difficult hard tough
easy simple
specialist specialised specialized specialize specialise specific
generalist general
whole entire all every
part portion piece section
many lot several numerous multiple
only just solely
because since due
therefore thus hence so
pore stoma stomata
co2 carbon_dioxide
o2 oxygen
h2o water
replace substitute swap
remove eliminate
add include
near close
far distant
long lengthy
short brief
strong powerful
weak feeble
rich wealthy
poor impoverished
kill die death dead
live survive alive
grow develop
fight battle war conflict
win victory
lose loss
law rule regulation legislation
right entitlement
freedom liberty
fair just
author writer narrator
"""
_ZH_OPPOSITES = """
增加|增多|增大|增长|增强|加强|提高|提升|升高|上升|上涨|变大|变高|变多|扩大|加大|更高|更多|更大 减少|变少|减小|减弱|削弱|降低|下降|下跌|变小|变低|缩小|减轻|更低|更少|更小
加快|加速|变快|快速|迅速|更快 减慢|减速|变慢|减缓|缓慢|更慢
高于|大于|多于|超过|不少于|不低于|以上 低于|小于|少于|不足|不超过|以下
吸收|吸入|吸取 释放|放出|排出|散发
消耗 产生|制造|生成
失水 吸水
储存|存储|积累 释放
膨胀 收缩
贬值 升值|增值
有利|有利于|有益|受益|得利 不利|不利于|有害|受害|受损
促进|推动|有助于 阻碍|抑制|妨碍|阻止
支持|赞成|同意 反对|拒绝
可靠 不可靠
允许|可以|应当|应该|必须|需要 禁止|不得|不准|严禁|不能|不可以|不用|不需要|不必|无需
延长 缩短
充足|充分|足够|过多|过剩 不足|缺乏|缺少|短缺
盈利|赚钱|利润 亏损|亏钱
先进 落后
正比 反比
顺时针 逆时针
向前 向后
向上 向下
内部 外部
白天 夜里|夜间|晚上|黑暗
收入 支出
进口 出口
主动 被动
公开 保密|秘密
临时|短期 永久|长期
立即|马上|立刻|及时 以后|过后|等等|拖延
首先|先 最后
债权人 债务人
酸性 碱性
氧化 还原
串联 并联
合法 违法|非法
强制|必须 自愿
统一 分散
直接 间接
增产 减产
内因 外因
新的|新货 旧的|旧货
同时|一起 分开|分别
"""
_ZH_OPPOSITE_CHARS = "高低 大小 多少 快慢 强弱 长短 升降 增减 涨跌 新旧 内外 冷热 轻重 正负 早晚 开关 深浅 厚薄 宽窄 粗细 远近 难易 贵贱 有无 东西 南北 左右 阴阳 优劣 盈亏 买卖 进出 生熟 软硬 干湿 明暗"
_EN_OPPOSITES = """
increase|rise|raise|higher|more|grow|gain|greater|larger|bigger decrease|reduce|fall|drop|lower|less|fewer|decline|lose|smaller
expensive|costly|costlier cheap|cheaper|inexpensive
absorb|take|intake emit|release
hot|warm|hotter|warmer cold|cool|colder|cooler
fast|faster|quick|quickly|quicker slow|slower|slowly
attract repel
expand contract
acid|acidic alkaline|alkali
before after
inside|internal outside|external
strong|stronger weak|weaker
always never
allow|permit forbid|prohibit|ban
accept|agree reject|refuse|disagree
primary secondary
immediately|instantly|straight later|wait|delay
open close|closed|shut
same|identical different
many few
long|longer short|shorter
safe dangerous|unsafe
public private|secret
permanent|permanently temporary|temporarily
import export
buy sell
borrow lend
profit loss
include exclude
encourage discourage
attractive unattractive
visible invisible|hidden
specialist generalist
easy|easier hard|harder|difficult
positive negative
rich poor
high low
large|big|broad|wide small|tiny|narrow
thick thin
"""


def _groups(text: str) -> dict[str, frozenset[int]]:
    table: dict[str, set[int]] = {}
    for number, line in enumerate(text.strip().splitlines()):
        for word in line.split():
            table.setdefault(word.replace("_", " "), set()).add(number)
    return {word: frozenset(numbers) for word, numbers in table.items()}


def _pairs(text: str) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    lines = (line.split() for line in text.strip().splitlines())
    return tuple((tuple(left.split("|")), tuple(right.split("|"))) for left, right in lines)


# A word may stand in several groups; two words are alike when they share one.
GROUPS: dict[str, dict[str, frozenset[int]]] = {"zh": _groups(_ZH), "en": _groups(_EN)}
OPPOSITES = {"zh": _pairs(_ZH_OPPOSITES), "en": _pairs(_EN_OPPOSITES)}


def alike(left: str, right: str, lang: str) -> bool:
    """Whether two words share a group."""
    groups = GROUPS[lang]
    return bool(groups.get(left, frozenset()) & groups.get(right, frozenset()))


_SIDES: dict[str, dict[str, frozenset[tuple[int, bool]]]] = {}
for _lang, _lines in OPPOSITES.items():
    _table: dict[str, set[tuple[int, bool]]] = {}
    for _number, (_left, _right) in enumerate(_lines):
        for _word in _left:
            _table.setdefault(_word, set()).add((_number, True))
        for _word in _right:
            _table.setdefault(_word, set()).add((_number, False))
    _SIDES[_lang] = {_word: frozenset(_places) for _word, _places in _table.items()}
_LONGEST_FIRST = sorted((word for word in _SIDES["zh"] if len(word) > 1), key=lambda word: (-len(word), word))
_ANY_SIDE = re.compile("|".join(map(re.escape, _LONGEST_FIRST)))
_CHAR_PAIRS = {pair[0]: pair[1] for pair in _ZH_OPPOSITE_CHARS.split()} | {
    pair[1]: pair[0] for pair in _ZH_OPPOSITE_CHARS.split()
}
_WITH_BEFORE = re.compile(f"[\u4e00-\u9fff][{''.join(_CHAR_PAIRS)}]")


def sides(text: str, found: frozenset[str], lang: str) -> frozenset[tuple[int, bool]]:
    """Which lines of the table of opposites a text speaks of, and which side of them; `found` are its words."""
    said = _ANY_SIDE.findall(text) if lang == "zh" else found
    return frozenset[tuple[int, bool]]().union(*(_SIDES[lang].get(word, frozenset()) for word in said))


def turned(text: str) -> dict[str, str]:
    """Pairs of characters that end in one with an opposite (压低), each with the pair that would say the opposite (压高)."""
    return {pair: pair[0] + _CHAR_PAIRS[pair[1]] for pair in _WITH_BEFORE.findall(text)}
