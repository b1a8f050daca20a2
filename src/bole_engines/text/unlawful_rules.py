"""The red list: what is asked about, the ground that forbids it, and how it sounds. Data for `unlawful.py`.

A lawful question may speak of customers with children or of a village of another nationality; what is forbidden is to ask
the *candidate*. Most patterns are therefore anchored at the person who is asked.
"""

from __future__ import annotations

EMPLOYMENT = "就业促进法 第26–31条"
WOMEN = "妇女权益保障法 第43条"
MARKET = "人力资源市场暂行条例 第24条"
FACTS = "劳动合同法 第8条"
HEPATITIS = "人社部发〔2010〕12号"
CHILD_LABOUR = "未成年人保护法 第61条"
DEPOSIT = "劳动合同法 第9条、第84条"
PAY = "劳动合同法 第20条、第38条"
AGE = "就业促进法 第3条、劳动合同法 第8条"
UNION = "工会法 第3条"
PRIVACY = "个人信息保护法 第6条"

_ILLNESS = "病史|疾病|慢性病|遗传病|精神病|抑郁|残疾|传染病|大病|手术|癌|癫痫|高血压|糖尿病|肺结核|腰椎间盘|住过?院|心理医生|安眠药|疫苗|病假|毛病|(?:生理|身体|视力|听力)(?:上)?(?:有)?(?:什么)?缺陷|视力、听力|职业病"
_NATIONS = "汉|回|满|藏|壮|苗|彝|蒙古|维吾尔|朝鲜|哈萨克|土家|布依|侗|瑶|白|傣"
_PLACES = "河南|河北|山东|山西|湖南|湖北|广东|广西|东北|江西|安徽|四川|新疆|西藏|福建|浙江|江苏|陕西|甘肃|云南|贵州|海南|青海|宁夏|辽宁|吉林|黑龙江|内蒙古?|北方|南方|外地|本地|外省|农村|城里|上海|北京"
_RELIGION = "佛教?|基督教?|天主教|伊斯兰教?|道教|回教"

QUESTION: tuple[tuple[str, str, str], ...] = (
    (
        "marriage",
        WOMEN,
        (
            r"结(?:了|过|没结)?婚|婚姻|婚否|婚期|婚礼|订婚|催婚|离(?:过|了|没离)?婚|领证|(?:已|未|适)婚|处对象|(?:有|您|你)(?:的|没有|有没有)?对象(?=[了吗没有呢是在？?]|$)|(?:男|女)朋友|男友|女友|前(?:夫|妻|男友|女友)|谈?恋爱|相亲|单身(?!公寓)|成(?:了)?家(?:了|没|吗|立)|另一半|伴侣|感情(?:状况|生活|怎么样|问题)"
            r"|(?:个人问题|终身大事|办(?:喜事|喜酒|酒席))"
            r"|\bseeing (?:any|some)(?:one|body)\b|\bhave an? (?:husband|wife|spouse|fianc\w+)|\btie the knot\b|\bmarri(?:ed|age)\b|\bmarital\b|\b(?:boy|girl)friend\b|\bengaged to\b|\bdivorced?\b|\brelationship status\b|\b(?:serious|romantic) relationship\b|\bare you (?:single|dating|engaged)\b|\byour (?:husband|wife|spouse|fianc\w+|partner)\b"
        ),
    ),
    (
        "pregnancy",
        WOMEN,
        (
            r"怀(?:了)?(?:孕|上|娃|宝宝)|[查验]孕|月经|例假|(?:要|生|追|添)(?:个)?(?:老[二三]|[二三][宝娃])|备孕|孕检|孕期|产后|生(?:过|了|个|完)?(?:孩子|小孩|娃|宝宝)|(?:不|推迟|打算|计划|会|再)生育?(?=[吗？?。，个一]|$)|生育|要(?:个|小)?(?:孩子|小孩|宝宝|孩)|[二三两]胎|[二三]孩|(?:休|请|放)(?:个)?产假|哺乳期|断奶"
            r"|当(?:妈妈?|爸爸?|母亲|父亲)|做(?:妈妈?|爸爸?)(?!的)|再生一个"
            r"|\bpregnan\w+|\bare you (?:currently |now )?expecting(?=\W*$|\s+(?:a baby|a child|soon))|\bmaternity\b|\bpaternity leave\b|\bbreast-?feed\w*|\b(?:have|having|want|plan\w*|intend\w*)\b(?:(?!work|with|taught|teach).){0,20}\b(?:kids?|child(?:ren)?|a baby|babies)\b|\bstart(?:ing)? a family\b"
        ),
    ),
    (
        "family",
        FACTS,
        (
            r"(?:您|你)(?:的|家的?|家里)?(?:孩子|小孩|子女|儿子|女儿|父母|父亲|母亲|爸爸?|妈妈?|公婆|岳父|岳母|兄弟|姐妹|哥哥|弟弟|家里人)(?!气)"
            r"|(?:您|你)家人|(?:您|你)(?:有没有|有|没有)?(?:几个)?(?:孩子|小孩|子女|兄弟|姐妹)|(?:您|你)家里?(?:有|的|谁|几|人|老人)|家里(?:老人|谁|有几口|有人|人|希望|有老)|家庭(?:情况|成员|条件|背景|出身|负担)|单亲|独生子女"
            r"|家里?(?:的|有)?(?:小孩|孩子|娃|宝宝)|几口人|(?:兄弟|姐妹)(?:姐妹|兄弟)?有?(?:几|多少)|(?:孩子|小孩|娃|宝宝|老人)(?:由|归|是)?谁|(?:平衡|兼顾).{0,4}(?:家庭|孩子|家里)|谁.{0,3}带(?:孩子|小孩|娃)|帮(?:您|你)(?:带|照看|照顾)"
            r"|(?:孩子|小孩|娃|宝宝|老人|家人)(?:生病|病了|上学|放学|有事).{0,4}(?:您|你)(?:是不是|会不会|要不要|能不能|还能|请假)"
            r"|(?:您|你)(?:的|家)?(?:老公|老婆|丈夫|妻子|爱人|配偶|先生|太太|那位|男人|媳妇)|和谁(?:一起)?住|跟谁(?:一起)?住|有(?:几个)?(?:孩子|小孩|子女)(?:吗|没有|了吗)"
            r"|\byour (?:kids?|child(?:ren)?|parents?|mother|father|siblings?|brothers?|sisters?|family background|in-laws)\b|\bdo you have (?:any )?(?:kids|children|siblings|brothers|sisters)\b|\bhow many (?:siblings|children|kids)\b"
        ),
    ),
    (
        "age",
        AGE,
        (
            r"(?:您|你)(?:今年|现在|都|已经|这)?(?:多大|几岁|多少岁|贵庚|周岁|高寿|过?[三四五]十五?(?:岁|了)?(?=[了吗，？?]))|(?:您|你)的?(?:年龄|岁数|年纪|生日|属相|本命年)|(?:您|你)?(?:是)?(?:哪一?年|什么时候|几几年)(?:出生|生的)|出生(?:年月|日期|年份)|说(?:一下|说)(?:您|你)?的?年龄|年纪(?:偏|太|这么|比较)?(?:大|小|轻)|(?:这个|您这)(?:岁数|年纪)|[六七八九零0]0?[零〇0]?后还是|[七八九]零后|零零后|离退休|身份证.{0,8}哪(?:一)?年|(?:您|你)比.{0,8}年长|(?:您|你)这么年轻|(?:您|你).{0,4}(?:快|奔|年近|年过)(?:[三四五六]十|[3-6]0)(?![天个年人分])|(?:几年|何时|什么时候)(?:就)?要?退休|[几八九零]零后|本命年|几岁|(?<!有)多大(?:年纪|岁数|了|年龄)?(?=[?？了。，]|$)"
            r"|(?:您|你)(?:是)?属(?:什么|[鼠牛虎兔龙蛇马羊猴鸡狗猪])"
            r"|\bhow old\b(?! (?:is|are|was|were) (?:the|this|that|these|those)\b)|\byour age\b|\b(?:date|year) of birth\b|\byear were you born\b|\bwhen were you born\b|\btoo (?:old|young)\b|\bplan to retire\b|\bwill you retire\b|\bhow young\b"
        ),
    ),
    (
        "sex",
        EMPLOYMENT,
        (
            r"(?:作为|身为|做为)(?:一?[个名位])?(?:女|男|妈妈|母亲|爸爸|父亲)|(?:您|你)(?:一个|个|是)?(?:大男人|小姑娘|小伙子|女的|男的|女生|男生|女孩子?|男孩子?|女同志|男同志)|(?:女生|女孩子|男生|男孩子|女性|男性|女同志|男同志|女的|男的)(?:能|是否|会不会|做|更|不|可以|适合)|是男是女|(?:女孩子|男孩子|女人|男人)家|(?:想|希望|倾向|打算|本来|只)于?(?:要|招|找|用)个?(?:男|女)(?:的|生|性|士|孩|同)|(?:您|你)?的?性别(?:是|为)|女领导和男领导|男领导和女领导|全是(?:男|女)生"
            r"|\b(?:job|role|post|position|work)\b.{0,30}\b(?:for|to|by) (?:an? )?(?:m[ae]n|wom[ae]n|males?|females?)\b|\bas a (?:woman|man|mother|father|girl|guy|lady)\b|\byour (?:gender|sex)\b|\ba (?:man|woman|girl|guy) (?:would|like you|could)\b"
        ),
    ),
    (
        "orientation",
        FACTS,
        r"性取向|变性|(?:您|你)(?:是|是不是)[弯直]的|喜欢同性|同性恋|双性恋|异性恋|性倾向|出柜|跨性别|喜欢(?:男生|男人|男的)还是|喜欢(?:女生|女人|女的)还是|\bsexual orientation\b|\b(?:are you|you are|you're) (?:a )?(?:gay|lesbian|bisexual|straight|transgender|queer)\b",
    ),
    (
        "ethnicity",
        EMPLOYMENT,
        (
            rf"(?:什么|哪个|哪一个|是否|是不是|您的|你的|您|你|有).{{0,4}}(?:民族|种族)(?!地区|村|乡|团结|政策|自治)|(?:民族|种族)(?:是|会|影响)|(?:您|你).{{0,6}}(?:{_NATIONS})族|(?:{_NATIONS})族(?:人)?(?:吗|吧|还是)|民族血统|(?:您|你)们族|(?:您|你)是(?:不是)?回民|(?:您|你)们?(?:平时)?(?:吃不吃|能不能吃|能吃|不吃)猪肉"
            r"|\bare you (?:an? )?(?:tibetan|uy?ghur|uighur|han|hui|mongol\w*|zhuang|manchu|miao)\b|\b(?:your|what(?:'s| is)?) (?:ethnic\w*|race|ethnic background)\b|\bwhat race\b|\bethnic (?:minority|background|group)\b|\bethnicity\b"
        ),
    ),
    (
        "religion",
        EMPLOYMENT,
        (
            rf"宗教|信仰什么|信(?:什么|哪个)教|信(?:不信)?教(?:吗|？|\?|的)|信(?:{_RELIGION})|(?:{_RELIGION})徒|基督徒|穆斯林|清真寺|教堂|做礼拜|吃斋|念佛|斋月|烧香|拜佛|(?:相信|信)(?:有)?(?:神|上帝|鬼神)"
            r"|\breligio\w+|\bdo you pray\b|\bgod\b|\bchurch\b|\bmosque\b|\btemple\b|\bare you (?:an? )?(?:muslim|christian|buddhist|catholic|hindu|jew\w*)\b|\bramadan\b"
        ),
    ),
    (
        "origin",
        EMPLOYMENT,
        (
            rf"籍贯|祖籍|老家|(?:您|你)(?:是)?(?:哪里|哪儿|什么地方|哪个省|哪)的?(?:人|生)|哪儿的人|户口|户籍(?!管理|业务|窗口)|(?:您|你|是|是不是).{{0,4}}(?:{_PLACES})(?:人|的(?:吧|吗|？|\?))|(?:农村|农民|城里)(?:人|家庭|出身|的吧)|本地人(?:吗|么)|外地人|小地方来|出生在(?:哪|什么)|(?:您|你)(?:是)?(?:从)?(?:农村|小地方|山里)"
            r"|\bhometown\b|\bwhere (?:are|were) you (?:originally )?(?:from|born)\b|\bare you (?:a )?local\b|\bnationality\b|\b(?:rural|urban) (?:registration|hukou)\b|\bhukou\b|\bnative place\b"
        ),
    ),
    (
        "hepatitis",
        HEPATITIS,
        r"乙肝|乙型肝炎|大三阳|小三阳|两对半|肝功|表面抗原(?:是|呈|[阴阳])|病原携带|病毒携带|艾滋|(?<![a-z])hiv(?![a-z])|\bhepatitis\b|\baids\b",
    ),
    (
        "health",
        EMPLOYMENT,
        (
            rf"(?:您|你|有没有|有无|是否|得过|患过|患有|做过|家族).{{0,10}}(?:{_ILLNESS})|既往病史|病史|身体(?:有什么|有没有|怎么样)|残疾证|残疾人吗|(?:您|你)(?:在|平时)?(?:吃什么药|吃药)|(?:平时|长期|每天|一直|在)(?:吃|服|用)(?:着|的)?(?:什么|哪些|啥)药|得过什么病|几针疫苗|睡眠好不好|失眠|近视(?:多少|几|吗|不)|(?:您|你)的?(?:腰|腿|眼睛|耳朵|心脏|胃|肝|颈椎)(?:好不好|怎么样|有没有问题|有问题)"
            r"|(?<!how )\b(?:have|do|did|are) you\b.{0,24}\b(?:suffer\w*|depress(?:ed|ion)|anxiety|epilep\w+|diabet\w+|cancer|psychiatr\w+)\b|\bdisabilit(?:y|ies)\b|\bmedical history\b|\bmental(?:ly)? ill\w*|\bmental health\b|\bmedications?\b|\bsick days\b|\bchronic (?:illness|disease|condition)\w*|\b(?:had|any) surger\w+|\bhospitali[sz]ed\b|\bdo you have (?:any )?(?:illness|disease|health (?:problem|issue|condition))\w*"
        ),
    ),
    (
        "looks",
        FACTS,
        (
            r"身高|体重|三围|长相|外貌|颜值|胖瘦|纹身|整(?:过)?容|减肥|(?:您|你)(?:净)?怎么这么[胖瘦矮高黑]|发际线|秃头|(?:您|你)(?:多高|多重|多少斤|这么胖|这么瘦|这么矮|这么高)|长得(?:这么|真|挺|很|蛮|不错|怎么样|好|漂亮|帅|丑)|脸上的(?:疤|痣)|(?:您|你)脸上"
            r"|\bhow tall\b|\byour (?:weight|height|looks|appearance)\b|\bdo you weigh\b|\bheight and weight\b|\btattoos?\b|\bgood-?looking\b|\blos(?:e|ing) weight\b|\battractive\b"
        ),
    ),
    (
        "superstition",
        FACTS,
        r"星座|(?:您|你|什么|哪种|啥).{0,3}血型(?!鉴定|检测|检验|配)|血型(?:是|呢|吗|、|和|[?？])|[abo]型血|八字|属相|生肖|信(?:不信)?(?:风水|运势)|面相|手相|塔罗|命理|算卦|算(?:过)?命|(?:处女|天蝎|双鱼|白羊|金牛|双子|巨蟹|狮子|天秤|射手|摩羯|水瓶)座|\bzodiac\b|\bblood type\b|\bhoroscopes?\b|\bare you an? (?:virgo|aries|taurus|gemini|cancer|leo|libra|scorpio|sagittarius|capricorn|aquarius|pisces)\b|\bstar sign\b",
    ),
    (
        "money",
        FACTS,
        (
            r"家庭(?:年)?收入|家里(?:条件|收入|有钱)|父母.{0,6}(?:收入|挣)|征信|负债(?!率|表)|欠(?:了|过|着)?(?:别人|人家|谁|外面|银行|朋友|亲戚)?(?:多少)?(?:钱|款|贷|债)|家(?:里|庭)?(?:一?年|月|总)?收入|有车有房|有房有车|有(?:没有)?(?:车|房)(?:吗|么|没有)|(?:房|车|网)贷|外债|贷款(?:要|没|有|多)|还多少贷款|(?:您|你).{0,4}(?:几套房|存款|买房|买车|买了房)|几套房|信用卡(?:透支|欠)|芝麻信用|信用分|(?:您|你)开什么车|自己买的(?:吗|房|车)|自己的房子"
            r"|\b(?:household|family) income\b|\bcredit (?:score|history)\b|\bin debt\b|\bown your (?:house|home|car)\b|\bown or rent\b|\bparents earn\b|\bbankrupt\w*|\bmortgage\b|\byour (?:savings|debts?)\b"
        ),
    ),
    (
        "politics",
        FACTS,
        (
            r"(?:支持|加入|参加)(?:过|了)?.{0,4}(?:哪个|什么|哪些).{0,4}(?:党派?|政党|政治团体)|(?:哪个|哪些|什么)(?:党派|政党)|(?:您|你).{0,4}(?:是不是|是)(?:党员|团员)|对.{0,6}(?:政府|体制|执政党|国家领导人)(?:怎么看|有什么看法|有何看法|什么态度|满意)|(?:参加|参与)过?.{0,4}(?:游行|示威|静坐|上访|请愿)|政治(?:面貌|观点|立场|倾向|团体)|(?:打算|想|要)入党|怎么看.{0,6}领导人|领导人怎么看"
            r"|\bpolitical (?:party|views?|opinions?|beliefs?)\b|\bparty member\b|\bdid you vote\b|\bvote for\b"
        ),
    ),
    (
        "union",
        UNION,
        r"(?:加入|参加|是不是|是否|会).{0,4}工会|工会(?:会员|成员)吗?|怎么看工会|工会(?:让|叫|要求|号召|组织).{0,6}(?:停工|抗议|闹)|罢工|集体停工|维权|\bmembers? of (?:a|any|the) (?:trade |labou?r )?union\b|\b(?:part in|been on|go on|gone on|went on) (?:an? |any )?strikes?\b|\bunion (?:member|organi[sz]er)\w*|\bjoin(?:ed)? (?:a|any|the) (?:trade |labou?r )?union\b|\b(?:organi[sz]ed?|joined) (?:a )?strike\b",
    ),
    (
        "crime",
        FACTS,
        r"犯罪(?:记录|史)|前科|坐过牢|(?:被|遭)(?:拘留|逮捕|判刑|警察抓)|案底|起诉过|(?:打|申请|提)(?:过)?(?:劳动)?(?:仲裁|官司)|\b(?:been )?arrested\b|\bcriminal record\b|\bsued? (?:an?|your|any) (?:former )?employer\b|\bsued\b|\bin prison\b|\bconvicted\b",
    ),
    (
        "private",
        PRIVACY,
        (
            r"(?:您|你)的?身份证号|身份证号.{0,4}(?:念|报一|告诉|发给)|(?:微信|账号|支付宝|银行卡?|手机|邮箱)(?:的|和|及|、|号)*密码|朋友圈|聊天记录|社交(?:账号|媒体).{0,6}(?:密码|看看|提供)|(?<!不发)私人微信|(?:您|你)?的?银行卡号|出去吃(?:个)?饭聊|晚上(?:跟|和)谁|周末(?:一般)?(?:跟|和)谁|(?:下班|业余|周末|休息日|私下).{0,6}(?:跟|和|与)(?:谁|(?:什么|哪些|啥)样?的?(?:人|朋友))|抽烟喝酒|抽不抽烟|(?:您|你)(?:抽烟|吸烟|喝酒)|酒量|几两(?:白)?酒|喝什么酒|喝到最后|随时定位|行踪"
            r"|\bwhom? do you live with\b|\bdo you live alone\b|\bid number\b|\bpassword\b|\bprivate messages\b|\bbank account number\b|\bdo you (?:smoke|drink)\b|\balcohol can you\b|\bhow much can you drink\b"
        ),
    ),
    (
        "deposit",
        DEPOSIT,
        r"(?:做|作|提供|找.{0,4})担保|担保人|押金|保证金|服装费|(?:交|缴|垫付?).{0,6}(?:培训费|体检费|资料费)|(?:培训费|体检费|资料费).{0,6}(?:交|缴|垫)|(?:身份证|毕业证|证件|学位证).{0,8}(?:押|扣|保管|放(?:在)?公司)|\bpay a deposit\b|\bdeposit before\b|\b(?:keep|hold|retain) your (?:original |own )?(?:passport|id|certificates?)\b",
    ),
    (
        "unlawful_terms",
        PAY,
        r"不(?:发|付)(?:工资|薪)|不交社保|放弃(?:交|缴纳)?社保|(?:没有?|不给|不付)加班费|\bunpaid (?:probation|trial|overtime)\b|\bgive up (?:your )?social insurance\b",
    ),
    ("child_labour", CHILD_LABOUR, r"未满(?:16|十六)(?:周岁|岁)?(?:也)?(?:可以|能)"),
)

ADVERT: tuple[tuple[str, str, str], ...] = (
    (
        "advert_sex",
        WOMEN,
        (
            r"(?:仅|只)?限?(?:招|要|考虑)?(?:男|女)(?:性|士|生|孩|的)?(?:应聘)?(?:优先|优(?![质良秀惠])|勿扰|勿投|谢绝|为佳|only)|(?<!不)限(?:男|女)|(?:只|不|优先|仅)(?:招|要|考虑|录用?|录取|聘)(?:用)?(?:男|女)|招(?:聘|收|募)?(?:若干|[\d一二两三四五几]+[名位个])?(?:男|女)(?![装鞋包童])|(?:前台|迎宾|礼仪|促销|导购|文员|收银|公关)(?:小姐|先生|美女)|招女|招男|要求[:：]?\s?(?:男|女)|性别(?:要求)?[:：]\s?(?:男|女)|适合(?:男|女)(?:性|生|士)|只要(?:男|女)|美女|帅哥|^(?:男|女)[，,。]"
            r"|\b(?:males?|females?|men|women|girls?|boys?) (?:candidates? )?(?:only|preferred)\b|\bpretty girls?\b|\bmen only\b"
        ),
    ),
    (
        "advert_marriage",
        WOMEN,
        r"(?:未|已)婚|(?:未|已)育|婚育|单身优先|(?:不(?:要|招|收|录|接|考虑)[收用受]?|谢绝)(?:孕妇|孕期)|(?:有|带|没有?|无)(?:孩子|小孩|子女|娃)的?(?:者|人)?(?:请|可)?(?:勿|优先|谢绝|免)|无生育|不得(?:结婚|怀孕|生育)|(?:结婚|生育)计划|\bunmarried\b|\bmarried (?:only|preferred)\b|\bnot plan to have children\b",
    ),
    (
        "advert_age",
        "就业促进法 第3条（高风险）",
        (
            r"(?:\d{2}|[二三四五]十五?)(?:周?岁)(?:及|或)?(?:以下|以内|以上|左右|以后)|(?:年龄|限|不超过|岁数)\D{0,6}\d{2}|\d{2}\s?[-–—至到~]\s?\d{2}\s?(?:周?岁)|[6789]0后|[6789]5后|00后|(?:19|20)\d\d年(?:\d{1,2}月)?(?:\d{1,2}日)?及?(?:以后|之后|后|以前|之前)出生|(?:岁数|年龄|年纪)[^\d，。]{0,4}[二三四五六]十|[二三四五]十.?(?:岁)?[到至][二三四五六]十.?岁|年轻有活力"
            r"|\b(?:under|below|over) \d{2}\b|\bage[ds]? (?:of |between )?\d{2}\b|\bno older than \d{2}\b|\bmaximum age\b|\bage limit\b|\byoung and\b"
        ),
    ),
    (
        "advert_origin",
        EMPLOYMENT,
        rf"(?:限|仅限?|优先|要求|须)?(?:本地|本市|本省|外地|城镇|农村)(?:户口|户籍|人|生源)|(?<!不)限.{{0,6}}(?:户籍|户口|生源)|[沪京粤深]籍|(?:只|仅|限)(?:招|收|要)?[沪京粤深津渝穗杭苏][户籍]|不(?:要|招)(?:{_PLACES})人?|(?:{_PLACES})人(?:勿|不要|除外)|外地(?:人)?勿|\blocals? (?:only|residents?)\b|\bno outsiders\b|\blocal residents preferred\b",
    ),
    (
        "advert_ethnicity",
        MARKET,
        rf"(?:(?<!不)限|不(?:要|招|考虑|录|接|聘)[收用]?)(?:{_NATIONS})族|(?:{_NATIONS})族优先|不(?:要|招|考虑|录|接|聘)[收用]?少数民族|谢绝少数民族|少数民族.{{0,3}}(?:勿|除外|谢绝|不予)|民族(?:要求)?[:：]|\b(?:han(?: chinese)?|uy?ghurs?|tibetans?|minorit(?:y|ies)) (?:only|preferred|need not)\b|\bno ethnic\b|\b(?:white|black|asian) (?:race|only)\b|\brace only\b",
    ),
    (
        "advert_school",
        "国办发〔2021〕教育评价导向（高风险）",
        r"全日制|统招|985|211|双一流|第一学历|专升本|自考|函授|成教|一本|海归勿|qs\s?前?\s?\d+",
    ),
    (
        "advert_looks",
        MARKET,
        r"形象(?:气质)?(?:佳|好)|气质佳|五官端正|身高\D{0,2}\d|相貌|颜值|体型|身材|不要胖|无纹身|长相|\bgood-?looking\b|\bmin(?:imum|\.)? height\b|\bslim\b|\b\d{3} ?cm tall\b|\bat least \d{3} ?cm\b|\battractive\b",
    ),
    (
        "advert_religion",
        MARKET,
        r"(?:无|不信|有|限).{0,2}(?:宗教|信仰|教徒|基督徒|佛教)|不信教|信佛|不(?:要|招|考虑|录|接|聘)[收用受]?(?:信教|教徒|穆斯林|回民|信徒)|(?:回民|穆斯林|教徒|信徒|信教者?)请?(?:勿|除外|谢绝|优先)|基督徒|\b(?:christians?|muslims?|buddhists?|catholics?|atheists?) (?:only|preferred|need not)\b|\bno religious\b",
    ),
    (
        "advert_health",
        HEPATITIS,
        r"乙肝|无(?:任何)?(?:残疾|精神病|病史|慢性病|传染病)|不(?:招|要)残疾|非残疾|残疾(?:人|者)?请?(?:勿|除外|谢绝|不予)|病史|\bno disabilit\w+|\bhepatitis\b|\bepilepsy\b|\bmental illness\b|\bneed not apply\b",
    ),
)

# Who is spoken of, when it is not the candidate. A clause about one of these is work, not a question to the person.
OTHERS = (
    r"(?<!接待)(?<![陪和跟见])(?<!服务)(?<!面对)(?<!影响)(?:顾客|客人|客户|来宾|游客|旅客|乘客|患者|病人|伤员|学生|学员|家长|(?<!家里)(?<!家中)(?<!家有)老人(?!.?谁)|老年人|用户|(?<!工会)会员|业主|住户|租户|租客|访客|供应商|经销商|居民|群众|(?<!女)(?<!男)(?<!们)员工|下属|新娘|新郎)"
    r"|\b(?:customer|guest|patient|client|passenger|visitor|tourist|student|pupil|learner|tenant|supplier|user|shopper|subordinate)s?\b"
)
# The candidate is addressed. "您怎么/如何 …" asks how work is done and does not by itself make the candidate the matter.
ADDRESSED = r"(?:您|你)(?!们?(?:会|一般|通常|将)?(?:怎么|怎样|如何))|(?<!how do )(?<!how would )(?<!how did )(?<!how will )\byou\b|\byours?\b"
# What the employer wants of its own people is a demand on the candidate, whoever is named.
DEMAND = r"我们(?!的?(?:客|顾|用户|产品|店|医院))|本公司(?!不)|我司|要求员工|员工(?:必须|不得|不能|要)|[招聘]|录用"
# Someone else wants or asks something of the candidate: a situation to be handled.
SITUATION = rf"^(?:如果|假如|假设|当|有(?:一?[位个名])?)?(?:{OTHERS})(?:突然|非|总|一直)?(?:要|想|提出|问|说)"

# An advertisement that promises, declines or describes: before the wording, and after it, in the same clause.
NEUTRAL_BEFORE = (
    r"(?:不限|不收取?|不会?收|反对|不因|不要求|不查|不得询问|面向|负责|熟悉|办理|解决|落户|依法)[^要须需限]{0,10}$"
)
NEUTRAL_AFTER = r"^[^勿]{0,8}(?:不限|均可|都可|也可|可申请|可享|享受|不作要求|无要求)"
PREFERRED = r"优先|勿|谢绝|除外|only|preferred"
