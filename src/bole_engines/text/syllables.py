"""How common characters sound: one syllable without its tone, then the characters that are read so (most usual reading)."""

from __future__ import annotations

_TABLE = """
a 啊阿 ai 爱矮哀挨癌碍埃哎艾 an 安按案暗岸俺 ang 昂 ao 奥傲熬澳袄
ba 把八爸吧巴拔罢霸坝疤扒 bai 百白败拜摆柏 ban 办半班般板版搬伴扮拌瓣颁斑 bang 帮棒榜绑傍磅膀 bao 报保包抱宝暴爆薄饱胞豹堡
bei 被北备背杯倍贝辈悲碑 ben 本奔笨 beng 蹦崩泵绷 bi 比笔必避闭壁币毕臂鼻逼彼碧蔽弊 bian 边变便遍编辩鞭贬扁辨 biao 表标彪 bie 别憋 bin 宾滨 bing 并病冰兵饼秉
bo 波播博伯拨勃驳泊剥玻脖 bu 不部步布补捕怖埠
ca 擦 cai 才采菜材财猜踩彩裁 can 参餐残惨灿蚕 cang 藏仓苍舱 cao 草操曹槽 ce 策测册侧厕 ceng 层曾 cha 查差茶插察叉岔 chai 拆柴 chan 产铲缠颤掺馋 chang 长常场厂唱昌尝偿畅肠倡
chao 超朝潮吵炒抄巢 che 车彻撤扯 chen 陈沉晨趁臣衬尘 cheng 成程城称承乘诚撑呈秤惩 chi 吃持迟尺池齿赤翅斥 chong 冲充虫崇宠 chou 抽愁丑臭仇绸筹酬 chu 出处初除楚触储厨础
chuan 传穿船川串喘 chuang 创窗床闯 chui 吹垂锤 chun 春纯唇 ci 次此词刺磁慈辞瓷 cong 从聪葱匆丛 cou 凑 cu 促粗醋 cuan 窜 cui 催脆翠崔 cun 村存寸 cuo 错措搓
da 大打达答搭 dai 带代待袋戴贷呆逮 dan 单但担淡蛋胆弹丹诞旦耽 dang 当党档挡荡 dao 到道倒导刀岛盗稻蹈捣 de 的得地德 deng 等灯登邓瞪凳 di 第低底弟抵敌滴递帝堤迪
dian 点店电典垫殿淀颠 diao 调掉吊雕钓 die 跌叠爹碟 ding 定订顶丁钉盯锭 diu 丢 dong 动东懂冬洞冻栋董 dou 都斗豆抖兜逗 du 度读独毒堵肚渡督赌杜 duan 段短断端锻 dui 对队堆兑 dun 吨顿蹲盾钝 duo 多夺朵躲堕
e 饿额恶俄鹅 en 恩 er 二而儿耳尔
fa 发法罚乏伐 fan 反饭番范犯烦返翻凡繁泛 fang 方房防放访仿纺妨芳坊 fei 非费飞肥废肺沸 fen 分份芬粉奋愤坟吩纷 feng 风封丰峰蜂疯缝锋逢冯 fou 否 fu 服付府父负复富福附副扶夫腐符幅妇浮抚辅腹
gai 该改盖概钙 gan 干敢赶感甘杆肝 gang 刚钢港岗纲缸 gao 高搞告稿糕膏 ge 个各哥歌格隔割革葛搁 gei 给 gen 跟根 geng 更耕 gong 工公功共供攻宫恭贡巩 gou 够购沟狗构钩 gu 古故顾固股骨谷鼓估孤雇姑
gua 挂瓜刮寡 guai 怪乖拐 guan 关管官观馆惯冠灌贯罐 guang 光广逛 gui 规贵归柜鬼轨桂跪 gun 滚棍 guo 国过果锅裹
ha 哈 hai 还海害孩嗨 han 汉喊含寒汗旱韩憾 hang 航杭 hao 好号毫浩豪耗 he 和合河何喝核盒贺荷 hei 黑嘿 hen 很恨狠痕 heng 横恒衡 hong 红宏洪哄虹 hou 后候厚猴吼 hu 户护互湖呼胡虎忽糊壶
hua 话画化花华划滑 huai 怀坏槐 huan 换还欢环缓患幻唤 huang 黄慌皇荒晃谎 hui 会回汇惠灰挥辉毁悔慧绘 hun 婚混昏浑 huo 活火货或获伙祸
ji 机计记给级急几及己技集季际继积极激基济既鸡寄挤迹绩辑籍疾 jia 家加价假架甲佳嘉夹驾 jian 间见件建检简减监坚健尖肩剑渐践鉴键捡荐 jiang 讲将江奖降酱疆姜匠浆 jiao 交教叫较角脚焦胶郊浇骄搅
jie 接结解节街阶姐介界届借戒杰洁截揭 jin 进金近今紧仅尽劲禁斤津锦谨 jing 经京精惊静境镜竟净敬景警井竞径 jiu 就九久救究旧酒纠 ju 据局举具巨句剧居聚距拒惧菊橘俱 juan 卷捐倦 jue 决觉绝角掘 jun 军均君菌俊
ka 卡咖 kai 开凯慨 kan 看砍刊堪坎 kang 康抗扛 kao 考靠烤 ke 可客课克刻科颗渴棵壳 ken 肯恳啃 keng 坑 kong 空控孔恐 kou 口扣 ku 苦哭库裤酷 kua 跨夸垮 kuai 快块筷 kuan 款宽 kuang 况矿狂框旷 kui 亏愧溃 kun 困捆昆 kuo 扩括阔
la 拉啦辣蜡 lai 来赖 lan 蓝兰烂栏篮懒览拦 lang 浪狼郎朗廊 lao 老劳牢捞涝 le 了乐 lei 类累雷泪垒 leng 冷愣 li 里理力利立李例离历礼丽励粒莉梨厉 lia 俩 lian 连联练脸恋链廉怜莲 liang 两量亮良粮凉辆梁 liao 料聊疗辽了 lie 列烈裂劣猎
lin 林临邻淋琳 ling 领令零另灵铃龄玲凌 liu 流六留刘溜柳 long 龙弄隆笼聋 lou 楼漏露搂 lu 路录陆鹿炉露鲁 luan 乱卵 lun 论轮伦 luo 落罗逻络骡锣 lv 绿律旅虑率履
ma 吗妈马麻骂码 mai 买卖麦埋迈 man 满慢漫瞒蛮 mang 忙盲茫 mao 毛猫冒帽贸矛 me 么 mei 没每美妹梅媒煤 men 们门闷 meng 梦猛盟蒙 mi 米密秘迷蜜 mian 面免棉眠勉 miao 秒妙苗庙描 mie 灭 min 民敏 ming 明名命鸣铭
mo 末摸模磨默莫墨 mou 某谋 mu 目木母幕亩慕墓牧 na 那拿哪纳 nai 奶耐乃 nan 难南男 nao 脑闹恼 ne 呢 nei 内 nen 嫩 neng 能 ni 你泥逆拟尼 nian 年念粘 niang 娘 niao 鸟尿 nie 捏 nin 您 ning 宁拧凝 niu 牛扭纽 nong 农浓弄 nu 努怒奴 nuan 暖 nuo 诺挪 nv 女
ou 偶欧 pa 怕爬趴 pai 排派拍牌 pan 盘盼判攀潘 pang 旁胖庞 pao 跑炮泡抛 pei 配陪培赔佩 pen 盆喷 peng 碰朋棚膨 pi 批皮脾匹屁劈 pian 片偏骗篇 piao 票漂飘 pie 撇 pin 品拼频贫聘 ping 平评瓶凭苹屏 po 破迫坡泼婆 pu 普铺扑谱
qi 其起气期七器奇齐企汽妻棋骑启弃旗漆 qia 恰洽 qian 前钱千签欠浅牵铅迁 qiang 强墙抢枪 qiao 桥巧敲瞧 qie 切且窃 qin 亲琴勤侵秦 qing 请清情青轻庆倾晴 qiong 穷 qiu 求球秋丘 qu 去取区曲趣渠屈 quan 全权圈劝泉 que 却确缺 qun 群裙
ran 然燃染 rang 让嚷 rao 绕扰饶 re 热 ren 人认任仁忍 reng 仍扔 ri 日 rong 容荣融熔 rou 肉柔 ru 如入乳 ruan 软 rui 瑞锐 ruo 若弱
sa 洒撒 sai 赛塞 san 三散伞 sang 桑丧 sao 扫嫂骚 se 色涩 sen 森 sha 杀沙傻厦 shai 晒 shan 山闪善扇衫 shang 上商伤赏尚 shao 少烧稍绍勺 she 社设射舍涉蛇摄 shei 谁 shen 身深神甚申伸审慎渗 sheng 生声省胜升圣盛剩绳
shi 是事市式试示世视时实十食石使始室师士失施识史湿适势释 shou 手收受首守售授瘦 shu 数树书术述输叔熟属署束鼠 shua 刷耍 shuai 摔帅率 shuan 栓 shuang 双爽霜 shui 水睡税 shun 顺 shuo 说硕 si 四死思司私丝似寺 song 送松宋 sou 搜 su 速素诉苏塑宿 suan 算酸 sui 随虽岁碎 sun 损孙 suo 所锁缩索
ta 他她它塔踏 tai 太台态抬泰 tan 谈摊探叹坦弹 tang 堂汤糖躺趟烫 tao 套讨逃桃淘 te 特 teng 疼腾 ti 题提体替踢梯 tian 天添田填甜 tiao 条跳挑 tie 铁贴 ting 听停厅挺庭 tong 同通痛童统桶筒铜 tou 头投透偷 tu 图土突途吐徒 tuan 团 tui 推退腿 tun 吞 tuo 托脱拖妥
wa 挖娃瓦 wai 外歪 wan 完万晚玩碗弯湾 wang 网往忘望王旺 wei 为位未味委围维微伟卫尾危喂违胃 wen 问文闻温稳 wo 我握窝 wu 五无务物误屋午武悟
xi 系西习细洗喜戏希息吸席析惜稀牺 xia 下夏吓虾瞎 xian 先现线限显险县闲鲜献嫌仙 xiang 想像象向相项香箱详响享乡 xiao 小效笑校消销晓肖 xie 写些谢鞋协斜歇血 xin 新心信辛欣薪 xing 行型性星形姓兴幸醒 xiong 兄雄胸 xiu 修休秀 xu 需许续须虚序徐绪蓄 xuan 选宣旋悬 xue 学雪血 xun 寻训讯迅询循
ya 压呀牙鸭雅亚押 yan 言眼研严验颜烟演延沿盐炎宴 yang 样洋养阳扬氧央 yao 要药摇腰咬邀 ye 也业叶夜页爷野 yi 一以已意义议易医益异依移疑艺忆衣遗宜亿 yin 因音阴引印银饮 ying 应影硬英营赢迎映 yong 用永勇拥涌 you 有又右友由油游优邮忧幼 yu 与于雨语鱼预余育域遇玉欲愈誉 yuan 员圆源原元院园远愿怨援缘 yue 月越约阅跃乐 yun 运云允匀晕
za 杂砸 zai 在再载灾 zan 赞暂 zang 脏葬 zao 早造遭糟枣 ze 则责择 zen 怎 zeng 增赠 zha 炸扎 zhai 摘宅债窄 zhan 站占展战沾 zhang 张长章掌涨账障仗 zhao 找照招赵召 zhe 这着者折 zhen 真镇阵针诊珍震砧 zheng 正整政证争征睁挣
zhi 只知直之质制治纸指支值职止至志置智执 zhong 中种重众终钟 zhou 周州粥洲 zhu 主住注猪助祝逐著筑柱 zhua 抓 zhuan 转专赚砖 zhuang 装状撞壮庄 zhui 追坠 zhun 准 zhuo 桌捉 zi 自字子资紫姿 zong 总宗综纵 zou 走 zu 组足族租阻 zuan 钻 zui 最嘴罪醉 zun 尊遵 zuo 做作坐座左昨
shen 什 qian 歉谦潜嵌 zhi 致织置帜秩滞植殖芝 kui 馈 zou 奏揍 yin 隐瘾饮 ji 纪即寂忌汲肌 fu 傅敷伏佛覆肤俯 shai 筛 hui 恢徽 shuai 甩 zhao 罩昭兆 zhou 骤轴皱昼 zha 闸炸榨 quan 券 ji 击 shan 删擅衫 tan 碳炭贪瘫坛坦毯 ju 矩 shu 舒疏枢蔬暑 wei 唯谓慰畏威 xun 巡 zong 踪
jiu 咎 sha 啥纱刹煞 ma 嘛 xi 悉熄溪膝袭 xie 泄卸屑携械 yi 椅姨怡役疫译抑翼 qi 歧契凄 liang 谅 run 润 lve 略掠 jian 剪煎兼舰 zi 渍滋 you 犹悠诱 yu 豫渔愚 yao 钥耀 jin 巾晋筋 chi 匙 wan 婉惋 shu 梳 cheng 澄橙 shi 拾蚀饰湿 wu 污雾 zhuo 琢卓灼 qi 戚 zhu 煮驻嘱贮 lin 拎 qiao 悄翘 yan 焰掩厌
lan 揽榄 jing 颈晶茎 fu 浮 mo 陌抹沫膜魔 hun 荤 tao 掏陶 jing 睛 mao 貌茂 yang 羊仰痒 luo 啰螺 xian 陷衔 la 垃 shu 殊 shou 寿 zan 咱 yao 谣 za 咋 zheng 蒸症 fa 阀 wu 捂 long 拢 zhan 栈盏绽 tie 帖 ke 咳嗑 chan 搀 e 讹 cha 茬诧 zhang 胀杖 ci 雌 yun 孕晕 xia 瑕峡 ci 疵 yi 仪伊 li 璃厘荔 zha 渣 ye 液谒 geng 羹梗 jiao 嚼娇焦
xin 芯 pao 泡 hu 函 han 函涵罕 lv 滤 zhen 疹 cuo 挫 ju 沮 gu 沽 hong 烘 li 沥 tai 汰 suo 唆嗦 zhuang 妆 su 俗肃 jiao 绞 xiu 袖绣锈 zha 栅 ban 扳 xiao 宵萧 fei 啡 qiao 窍 zao 躁燥噪 yuan 冤 jia 稼 e 遏 kui 魁 chang 敞 yan 衍 zuo 佐 kan 槛 yu 予 zheng 症 pu 朴 ying 盈 xi 晰 chao 钞 zai 仔 jiao 缴 huan 痪 wa 洼 bu 簿 mei 眉霉 xiang 厢
di 涤笛 ji 剂祭 mian 绵 liang 晾 jian 溅 yi 乙 zhu 珠 wa 袜 chu 橱 yun 熨 gou 勾 tong 捅 lian 帘 ku 枯 ti 剔屉 bao 刨 que 雀 sheng 牲 xiu 嗅 yu 舆 huang 簧谎 zhi 旨 chao 嘲 xun 汛 huo 惑 shu 竖 tuo 椭 lan 滥 shen 肾 qu 趋驱 tun 囤 jie 捷 xi 铣 die 蝶 sang 嗓 xiong 凶匈 qin 禽 zhong 肿 bing 柄 cheng 逞 qiu 囚
"""


def _read() -> dict[str, str]:
    found: dict[str, str] = {}
    parts = _TABLE.split()
    for syllable, characters in zip(parts[::2], parts[1::2], strict=True):
        for char in characters:
            found.setdefault(char, syllable)
    return found


SYLLABLE = _read()
