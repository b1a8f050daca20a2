"""A small question bank to test with."""

YAML = """\
bank: shop
family: 零售小样
language: zh-hans
version: 1
summary: 店员
synonyms:
  客户: [客户, 顾客]
competencies:
  - id: service
    name: 顾客服务
    weight: 60
    threshold: 3
    definition: 把顾客的事办好
    anchors: {1: 不理, 2: 勉强, 3: 回应, 4: 问清, 5: 问清并跟进}
    behaviours:
      - {id: ask, text: 问清, cues: [问 + 需要]}
      - {id: calm, text: 安抚, cues: [道歉]}
      - {id: solve, text: 解决, cues: [退货|换货], top: true}
      - {id: follow, text: 跟进, cues: ["{客户} + 回访"]}
      - {id: argue, text: 争辩, cues: [跟顾客争], polarity: "-", cap: 2}
  - id: honesty
    name: 诚信
    weight: 40
    threshold: 3
    anchors: {1: 隐瞒, 2: 含糊, 3: 承认, 4: 主动说, 5: 主动说并改进}
    behaviours:
      - {id: tell, text: 主动说, cues: [主动说]}
      - {id: own, text: 认, cues: [我的错]}
      - {id: fix, text: 补救, cues: [补救]}
      - {id: learn, text: 改进, cues: [以后都]}
questions:
  - id: angry
    kind: roleplay
    text: 顾客拿着坏了的水壶来找您，请您接待。
    hint: 像当面一样说。
    competencies: [service]
    difficulty: 3
    follow_ups:
      - {when: no_action, text: 您先做什么？}
    turns:
      - {id: t1, says: 顾客说：昨天刚买就漏水！}
      - {id: t2, says: 顾客说：我不要换，我要退钱！}
  - id: mistake
    kind: behavioural
    text: 请讲一次您做错事后怎么处理的经历。
    hint: 说说自己做了什么。
    competencies: [honesty]
  - id: rights
    kind: explain
    text: 请说明三包是什么。
    hint: 举个例子。
    competencies: [service]
    key_points:
      - {id: k1, text: 包修, cues: [包修|修]}
      - {id: k2, text: 包换, cues: [包换|换]}
      - {id: k3, text: 包退, cues: [包退|退]}
plans:
  - id: shop_first
    title: 店员初筛
    minutes: 10
    questions: [rights, mistake]
    weights: {service: 70, honesty: 30}
"""
