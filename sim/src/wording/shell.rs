//! The command line: its help texts.

words! {
    /// A text without data, by what it is for.
    pub enum Text {
        About
            "大病保险与惠民保的精算模拟：抽取整座城市一年年的医疗费用，逐层结算到分"
            "Actuarial simulation of Chinese medical insurance: draws a city's bills, settles each to the fen"
        ExitCodes
            "退出码：0 完成或通过；1 失败（重试或许有用）；2 参数或情景有误（不必重试）；3 未通过；4 待定；130 中断"
            "Exit codes: 0 done or passed; 1 failed (a retry may help); 2 bad arguments or scenario (never retry); 3 not passed; 4 undecided; 130 interrupted"
        UsageHeading "用法：" "Usage: "
        VerbsHeading "命令" "Commands"
        ArgumentsHeading "参数" "Arguments"
        OptionsHeading "选项" "Options"
        VerbName "命令" "COMMAND"
        OptionsName "选项" "OPTIONS"
        Help "显示帮助" "Print help"
        Version "显示版本" "Print version"
        Run
            "模拟：基准方案与各候选方案结算同一批账单，给出基金、保险公司与参保人的结果及其误差"
            "Simulate: the base and every candidate design settle the same bills; what fund, insurer and patients get, with errors"
        RunExamples
            "例：\n  huimin run\n  huimin run 情景.json --trials 5000 --out 结果\n  huimin run --set payers.cii.deductible_yuan=15000 --trials 200\n  huimin run --until \"cii.loss_ratio.se<0.002\" --trials 5000"
            "Examples:\n  huimin run\n  huimin run scenario.json --trials 5000 --out results\n  huimin run --set payers.cii.deductible_yuan=15000 --trials 200\n  huimin run --until \"cii.loss_ratio.se<0.002\" --trials 5000"
        Settle
            "结算一个人一年的账单：逐层、逐笔、逐条款"
            "Settle one person's year through all layers, claim by claim and clause by clause"
        Compare
            "方案对比：在同一批账单上，各方案与基准相差多少；各项参数各起多大作用；谁受益、谁受损"
            "Designs against a base on the same bills: every figure with its paired difference, what each parameter does, who gains and who loses"
        CompareExamples
            "例：\n  huimin compare cii/quzhou-2016 --trials 200\n  huimin compare 情景.json --design 起付线.json+封顶线.json --out 对比\n  huimin compare cii/quzhou-2016 --base deductible-15000"
            "Examples:\n  huimin compare cii/quzhou-2016 --trials 200\n  huimin compare scenario.json --design deductible.json+cap.json --out comparison\n  huimin compare cii/quzhou-2016 --base deductible-15000"
        Against
            "以哪个方案为基准 [默认：情景本身]"
            "The design against which all others are held [default: the scenario itself]"
        Persons
            "谁受益、谁受损：每次模拟逐人结算这么多参保人，至多20次模拟；0表示不做 [默认：20000]"
            "Who gains and loses: settle so many members one by one in each of at most 20 trials; 0 for none [default: 20000]"
        Vectors
            "用同样的规则重算已有答案的算例，逐项报告差异"
            "Work examples with known answers through the same rules and report every difference"
        Validate "检查情景文件，一次报告全部问题" "Check scenario files and report all their problems at once"
        Schema
            "输出情景文件、回测案例或理赔数据说明的 JSON Schema"
            "Print the JSON Schema of scenario files, of back-test cases, or of claims documents"
        Gate
            "检验情景是否守住门槛、指标是否与基准一致：通过、未通过或待定"
            "Test scenarios against thresholds and baselines: passed, not passed or undecided"
        GateExamples
            "例：\n  huimin gate docs/examples/gate.json\n  huimin gate results/gate/quzhou.json --junit 门槛.xml --annotations\n  huimin gate docs/examples/gate.json --out 门槛结果"
            "Examples:\n  huimin gate docs/examples/gate.json\n  huimin gate results/gate/quzhou.json --junit gate.xml --annotations\n  huimin gate docs/examples/gate.json --out gates"
        Junit "另写 JUnit XML 报告到这个文件" "Also write a JUnit XML report into this file"
        Annotations
            "另以 GitHub 注释格式列出未通过与待定的检查，指向门槛文件的相应行"
            "Also print what did not pass as GitHub annotations, at the lines of the gate file"
        Population
            "输出一年的合成参保人群与家庭表（Parquet 或 CSV），并与情景的分布对照"
            "Export a year's synthetic persons and households (Parquet or CSV), held against the scenario's margins"
        Claims
            "核对自有理赔数据：逐行读入保单与赔案（CSV、Parquet），列出每处缺陷，行数与金额到分平衡后方可用于计算"
            "Reconcile your own policies and claims (CSV, Parquet): every row and fen accounted for, every defect named, before anything is computed"
        ClaimsName "说明文件" "CLAIMS"
        ClaimsFile
            "理赔数据说明文件（JSON）：有哪些文件、列名、代码、责任与控制总数"
            "The claims document (JSON): files, columns, codes, liabilities, control totals"
        ClaimsExamples
            "例：\n  huimin claims docs/examples/claims/claims.json\n  huimin claims 理赔.json --suppress 30 --out 核对"
            "Examples:\n  huimin claims docs/examples/claims/claims.json\n  huimin claims claims.json --suppress 30 --out reconciliation"
        Suppress
            "少于这么多人的单元不列示 [默认：10；虚构数据为0]"
            "Show no cell of fewer persons than this [default: 10; 0 where persons are made up]"
        Values
            "在屏幕上照原样显示有缺陷的取值（从不写入文件夹）"
            "Show values of defects as they are on the console (never in a folder)"
        ClaimsOption
            "以这份理赔数据的参保人与账单代替抽取的账单，在各方案下逐单重算；首次模拟为文件本身，其余按人重抽"
            "Settle the members and bills of this claims document under every design instead of drawn ones: the first trial is the file, the others resample its persons"
        ClaimsYear "取哪个保单年度 [默认：文件的末年]" "Its policy year [default: the last of the file]"
        ClaimsTrend
            "各项费用乘以这个系数：上涨12.08%写1.1208 [默认：1]"
            "Times this factor on every part of cost: 1.1208 for a growth of 12.08% [default: 1]"
        Beside
            "再列出文件原样、加趋势与模型对同一批参保人的结果，附差额及其标准误"
            "Also the file as it stands, at its trend, and the model's answer for the same members, with differences in standard errors"
        CostToCome
            "未满期年度剩余期间的预计费用（元），计入保费不足准备金 [默认：0]"
            "Expected cost of the cover still to come of the open year, in yuan, for the premium deficiency reserve [default: 0]"
        Insurer
            "虚构保险人：把模型一次模拟中参保人的保单与赔案写成文件（含报案与赔付延迟、冲销），真实参数与最终赔付另存"
            "A synthetic insurer: a trial's members as files of policies and claims, with delays and reversals; the true parameters and ultimates beside them"
        InsurerExamples
            "例：\n  huimin insurer hmb/wenzhou --share 0.01 --out 虚构\n  huimin claims 虚构/claims.json"
            "Examples:\n  huimin insurer hmb/wenzhou --share 0.01 --out synthetic\n  huimin claims synthetic/claims.json"
        InsurerShare
            "产品参保人中属于这家保险人的比例 [默认：1]"
            "Share of the product's members whom the insurer has [default: 1]"
        NoticeDays
            "出险到报案的平均天数（指数分布取整）[默认：20]"
            "Mean days from service to notice, exponential, rounded down [default: 20]"
        PaymentDays
            "报案到赔付的平均天数（指数分布取整）[默认：15]"
            "Mean days from notice to payment, exponential, rounded down [default: 15]"
        Reversals
            "一行先被冲销再重录的概率 [默认：0.01]"
            "Probability that a line is taken back and entered again [default: 0.01]"
        ValuedAt "评估日 [默认：模拟期末日]" "The day of valuation [default: the last of the term]"
        PaidOnly
            "只写产品当年有赔付者的账单（在免赔额处截断）"
            "Only bills of persons whom the product pays in the year (truncated at the deductible)"
        InsurerTrial "取第几次模拟 [默认：0]" "Whose trial [default: 0]"
        InsurerFormat "文件格式：csv 或 parquet [默认：csv]" "Format: csv or parquet [default: csv]"
        Path
            "多年路径：条款按各次模拟自身的实际/预期逐年评审调整，给出累计赤字、政策性与经营性赤字、破产概率"
            "Years in which terms follow from each trial's own actual over expected claims: cumulative deficit, its policy-caused part, ruin probability"
        PathScenario
            "含 paths 的情景文件，或内置情景的名称"
            "A scenario file with paths, or the name of a built-in one"
        PathExamples
            "例：\n  huimin path paths/quzhou-review --trials 200\n  huimin path paths/city-product-repriced --out 路径"
            "Examples:\n  huimin path paths/quzhou-review --trials 200\n  huimin path paths/city-product-repriced --out paths"
        Walk
            "从上年价格到本年价格：人群、经验、趋势、待遇、目录、费用、利润逐步分解，每一步用同一批随机数重新定价"
            "From last year's price to this year's: mix, experience, trend, benefits, catalogue, expenses, margin, each step priced anew on the same draws"
        WalkName "分解文件" "WALK"
        WalkFile
            "分解文件：期初与期末情景，以及依次的改动"
            "A document that names the two scenarios and the changes in order"
        WalkExamples
            "例：\n  huimin walk 价格分解.json --trials 400 --out 价格分解\n  huimin run 价格分解/step-2-trend.json"
            "Examples:\n  huimin walk walk.json --trials 400 --out walk\n  huimin run walk/step-2-trend.json"
        Lookback
            "精算回溯：保险公司自己的保单年度与模型对同一批参保人的预期相比（A/E），至少两种方法推算最终赔付，未满期年度的重估"
            "Look back: an insurer's own policy years against what the model expects of the same members (A/E), developed to ultimate by several methods; an open year reforecast"
        LookbackExamples
            "例：\n  huimin lookback 赔案.json hmb/wenzhou --map l1=hmb-in-catalogue\n  huimin lookback 赔案.json 运行文件夹 --as-of 2025-06-30 --out 回溯"
            "Examples:\n  huimin lookback claims.json hmb/wenzhou --map l1=hmb-in-catalogue\n  huimin lookback claims.json RUN --as-of 2025-06-30 --out lookback"
        LookbackScenario
            "给出预期的情景：文件、内置情景的名称，或一次已完成运行的文件夹"
            "The scenario that expects: a file, the name of a built-in one, or the folder of a finished run"
        AsOf
            "评估日，某月的最后一天 [默认：赔案文件的评估日]"
            "The day of valuation, the last of a month [default: that of the claims]"
        Map
            "赔案文件中的责任由情景中哪些支付方支付；可重复 [默认：同名]"
            "Which payers of the scenario stand for a liability of the claims; repeatable [default: of the same name]"
        LookbackPersons
            "每次模拟考察的人数 [默认：200000；另默认 --trials 20]"
            "Persons that each trial looks at [default: 200000; and --trials 20]"
        Curve
            "惠民保的保费曲线：同一批账单下，逐档保费与参保率的赔付率、损益与盈亏平衡点"
            "The curves of a city product: loss ratio, result and break-even points at many premiums and participations, over the same bills"
        CurveExamples
            "例：\n  huimin curve hmb/wenzhou --trials 100\n  huimin curve hmb/wenzhou-selection --premium 20..400 --spiral 6 --out 曲线"
            "Examples:\n  huimin curve hmb/wenzhou --trials 100\n  huimin curve hmb/wenzhou-selection --premium 20..400 --spiral 6 --out curves"
        SolveAbout
            "求使目标成立的数值：保费、中标价、起付线、比例、封顶线、参保率或待遇系数，及其抽样区间与参数误差"
            "Find the number at which a target holds: premium, bid, deductible, ratio, cap, participation or benefit level, with its sampling interval and parameter error"
        SolveExamples
            "例：\n  huimin solve hmb/wenzhou --vary premium --target \"hmb.combined_ratio<=1\"\n  huimin solve cii/quzhou-2016 --vary bid --target \"cii.deficit_probability<=30%\"\n  huimin solve hmb/wenzhou --vary hmb-l1.deductible --target \"hmb.combined_ratio<=1\" --within 5000..30000 --step 100\n  以收定支（保费已定，求待遇）：\n  huimin solve hmb/wenzhou --vary benefit --target \"hmb.combined_ratio<=100%\" --within 50%..100%"
            "Examples:\n  huimin solve hmb/wenzhou --vary premium --target \"hmb.combined_ratio<=1\"\n  huimin solve cii/quzhou-2016 --vary bid --target \"cii.deficit_probability<=30%\"\n  huimin solve hmb/wenzhou --vary hmb-l1.deductible --target \"hmb.combined_ratio<=1\" --within 5000..30000 --step 100\n  benefits for a given premium (以收定支):\n  huimin solve hmb/wenzhou --vary benefit --target \"hmb.combined_ratio<=100%\" --within 50%..100%"
        SolveVary
            "变动什么：premium、bid、deductible、cap、ratio、participation、benefit，某一支付方的（hmb-l1.deductible），或参数路径（几处用逗号，取同一值）"
            "What to vary: premium, bid, deductible, cap, ratio, participation, benefit; that of a payer (hmb-l1.deductible); or paths, with commas where several take the value together"
        SolveTarget
            "目标：\"指标<=数值\" 或 \"指标>=数值\"，须加引号；指标名与 summary.json 相同，数值可写百分数"
            "The target: \"METRIC<=NUMBER\" or \"METRIC>=NUMBER\", in quotes; metrics by their names in summary.json, numbers in per cent too"
        SolveWithin
            "在此范围内求解，如 60..200 或 10%..90% [默认：现行数值的0.2至4倍]"
            "Look within this range, as 60..200 or 10%..90% [default: 0.2 to 4 times the present value]"
        SolveStep
            "只取该数的整数倍 [默认：价格0.01元，待遇金额1元，比例0.1个百分点]"
            "Only multiples of this number [default: 0.01 yuan of prices, 1 yuan of benefits, 0.1 point of ratios]"
        SolvePeriod "指标的期间：年份或 term（全期）[默认：term]" "The period of the figure: a year or term [default: term]"
        SolveDesign
            "以这个候选方案为基准求解；补丁按次序叠加：a.json+b.json"
            "Solve under this candidate design; its patches stack: a.json+b.json"
        SolveDraws
            "抽取多少组未知参数来求解的参数误差，0 为不做 [默认：39]"
            "How many draws of the unknown parameters tell the parameter error of the solution, 0 for none [default: 39]"
        SweepAbout
            "同一批账单下扫描成千上万个方案：可行域、帕累托前沿和值得讨论的几个方案"
            "Thousands of designs over the same bills: the feasible region, the Pareto front, and the few designs worth discussing"
        SweepExamples
            "例：\n  huimin sweep hmb/wenzhou --vary premium=80..150:8 --vary hmb-l1.deductible=10000..20000:6 --subject \"hmb.combined_ratio<=100%\"\n  huimin sweep cii/quzhou-2016 --vary deductible=10000..30000:21 --vary payers.cii.tiers.to-120000.ratio=50%..70%:5 --subject \"cii.deficit_probability<=20%\" --objectives cii.deficit_probability:min,city.patient_per_head:min --out 扫描\n  huimin run cii/quzhou-2016 --design 扫描/designs/knee.json"
            "Examples:\n  huimin sweep hmb/wenzhou --vary premium=80..150:8 --vary hmb-l1.deductible=10000..20000:6 --subject \"hmb.combined_ratio<=100%\"\n  huimin sweep cii/quzhou-2016 --vary deductible=10000..30000:21 --vary payers.cii.tiers.to-120000.ratio=50%..70%:5 --subject \"cii.deficit_probability<=20%\" --objectives cii.deficit_probability:min,city.patient_per_head:min --out swept\n  huimin run cii/quzhou-2016 --design swept/designs/knee.json"
        SweepVary
            "变动的参数及其取值，可重复：WHAT=A..B:N（均匀取N个值）或 WHAT=a,b,c；WHAT 的写法同 solve（premium、hmb-l1.deductible、参数路径）"
            "What to vary, and over which values; repeatable: WHAT=A..B:N (N values evenly) or WHAT=a,b,c, with WHAT as in solve (premium, hmb-l1.deductible, a path)"
        SweepGrid
            "不给 --vary 时用情景自身的哪个 grids [默认：唯一的一个]"
            "Without --vary: which of the scenario's own grids [default: the only one]"
        SweepSubject
            "约束，可重复：\"指标<=数值\" 或 \"指标>=数值\"，须加引号"
            "A constraint, repeatable: \"METRIC<=NUMBER\" or \"METRIC>=NUMBER\", in quotes"
        SweepObjectives
            "目标指标，逗号分隔：指标:min 或 指标:max [默认：价格、亏损概率、人均个人负担、获赔率]"
            "The objectives, with commas: METRIC:min or METRIC:max [default: price, probability of a deficit, patients' burden a head, claimants per 100]"
        SweepPeriod "各指标的期间：年份或 term（全期）[默认：term]" "The period of all figures: a year or term [default: term]"
        SweepBudget
            "至多结算多少个方案；网格更大时先取粗网格，再在前沿附近逐轮加密 [默认：10000]"
            "The most designs that are settled; of a larger grid some first, then closer around the front, round by round [default: 10000]"
        SignOffAbout
            "签字材料：参数与假设登记、口径影响、100名合成人员逐笔核对、精算意见书草稿与全部文件摘要"
            "The pack that an actuary signs: register of assumptions, open readings, 100 synthetic persons bill by bill, draft opinion, digests"
        SignOffExamples
            "例：\n  huimin run cii/quzhou-2016 --readings --variance --out 结果\n  huimin signoff 结果 --out 签字材料\n  huimin signoff 结果 --assumptions 假设登记.json --as-of 2026-12-31 --with 压力 门槛 回测 --out 签字材料\n  cd 签字材料 && sha256sum -c SHA256SUMS"
            "Examples:\n  huimin run cii/quzhou-2016 --readings --variance --out results\n  huimin signoff results --out pack\n  huimin signoff results --assumptions register.json --as-of 2026-12-31 --with stresses gates backtest --out pack\n  cd pack && sha256sum -c SHA256SUMS"
        SignOffAssumptions
            "假设登记文件：责任人、证据等级、批准与有效期（JSON）"
            "Register of assumptions: owner, evidence grade, approval, expiry (JSON)"
        SignOffAsOf
            "按哪一天判断批准与有效期，如 2026-12-31 [默认：模拟开始日期]"
            "The day on which approval and expiry are judged, like 2026-12-31 [default: the day of the run]"
        SignOffWith
            "一并列入的其他结果文件夹：compare、stress、curve、path、solve、sweep、calibrate，以及 gate、backtest、lookback、walk、fit、claims"
            "Folders of other verbs to take in: compare, stress, curve, path, solve, sweep, calibrate; gate, backtest, lookback, walk, fit, claims"
        CurvePremium
            "保费范围（元，最高年龄档）[默认：现行保费的0.2至4倍]"
            "Premiums of the dearest age in yuan [default: 0.2 to 4 times the present one]"
        CurvePoints "保费档数 [默认：20]" "Number of premiums [default: 20]"
        CurveParticipation
            "参保率范围，9档 [默认：0.1..0.9]"
            "Participations, nine of them [default: 0.1..0.9]"
        Spiral
            "逐年调价N年，看参保率是否螺旋下降"
            "Price the product anew for N years and see whether it spirals"
        TargetLossRatio
            "调价的目标赔付率 [默认：1减各项费用率与利润率]"
            "Target loss ratio of repricing [default: 1 less cost ratios and margin]"
        MaxChange "保费每年最大变动幅度 [默认：0.1]" "Largest change of the premium in a year [default: 0.1]"
        StressVerb
            "压力测试：情景库中每个压力情景对各基金主要指标的影响，与基准逐次配对；反向压力测试"
            "Stresses: what each one of the library does to the headline figures of every fund, paired with the run without it; reverse stress"
        StressExamples
            "例：\n  huimin stress cii/quzhou-2016 --trials 200\n  huimin stress hmb/wenzhou participation-low participation-high pandemic@2024\n  huimin stress cii/quzhou-2016 --reverse all --trials 100\n  huimin stress cii/quzhou-2016 --reverse payers.cii.deductible_yuan=20000..5000 --breaks \"cii.deficit_probability>0.5\""
            "Examples:\n  huimin stress cii/quzhou-2016 --trials 200\n  huimin stress hmb/wenzhou participation-low participation-high pandemic@2024\n  huimin stress cii/quzhou-2016 --reverse all --trials 100\n  huimin stress cii/quzhou-2016 --reverse payers.cii.deductible_yuan=20000..5000 --breaks \"cii.deficit_probability>0.5\""
        StressName "压力情景" "STRESS"
        StressNames
            "压力情景：名称或 名称@起始年度 [默认：情景自带的及情景库中的全部]"
            "Stresses, each NAME or NAME@YEAR in which it begins [default: the scenario's own and all of the library]"
        Reverse
            "反向压力测试：all、cost-trend、frequency、cost-level、participation、tail、drug-price，或 路径=起..止；可重复"
            "Reverse stress: all, cost-trend, frequency, cost-level, participation, tail, drug-price, or PATH=FROM..TO; repeatable"
        Breaks
            "突破条件：指标>数值 或 指标<数值，可重复 [默认：合同赔付率>1，产品综合成本率>1]"
            "What breaks a fund: FIGURE>NUMBER or FIGURE<NUMBER, repeatable [default: a contract's loss ratio, a product's combined ratio > 1]"
        Calibrate
            "校准：把情景的自由参数拟合到公开数据，给出核对表与拟合后的情景"
            "Fit the free parameters of a scenario to public figures: the check table and the fitted scenario"
        CalibrateCheck
            "不求解，只按现有参数给出核对表"
            "Solve nothing: only the check table at the present values"
        Fit
            "由自有理赔拟合费用模型：分组住院率与信度、费用分布与尾部、费用拆分、重复住院、续保，连同误差写成可运行的情景"
            "Fit a cost model to your own claims: frequency by cell with credibility, laws of cost and their tail, splits, repeats, renewal; with their errors as a scenario that runs"
        FitBase
            "未拟合部分所取的基准情景 [默认：cities/china]"
            "The scenario that what is not fitted is taken from [default: cities/china]"
        FitSeverity
            "只试这些分布族（可用逗号分隔）[默认：全部]"
            "Try these families alone, separated by commas [default: all]"
        FitFund
            "参保人即该惠民保基金的参保人：把参保率、年龄差异与续保率写入它"
            "The insured are the members of this product's fund: write who joins and renews into it"
        FitExamples
            "例：\n  huimin fit 理赔.json --base hmb/wenzhou --fund hmb --out 拟合\n  huimin run 拟合/fitted.json\n  huimin fit 理赔.json --severity lognormal,gamma --json"
            "Examples:\n  huimin fit claims.json --base hmb/wenzhou --fund hmb --out fitted\n  huimin run fitted/fitted.json\n  huimin fit claims.json --severity lognormal,gamma --json"
        Backtest
            "回测：按当时的条款与城市模拟已公布结果的产品年度，给出公布数在模拟分布中的位置与评分"
            "Back-test: simulate product-years under the terms and city of the time; where the published outcome falls, and how well it was met"
        BacktestName "案例" "CASE"
        BacktestCases
            "案例文件、文件夹或内置案例的名称 [默认：全部内置案例]"
            "Case files, folders, or names of built-in cases [default: all built-in ones]"
        BacktestTrials
            "每个案例的模拟次数，不少于40 [默认：案例所定，未定则400]；前 100 次与只做 100 次完全相同"
            "Number of trials a case, 40 or more [default: the case's, 400 where it says nothing]; the first 100 of any run are a run of 100"
        Base
            "以这个情景的人口、疾病、环境与基本医保代替案例所定"
            "Take people, illness, world and basic insurance from this scenario instead of the case's base"
        Of
            "哪种文件：scenario、backtest、claims 或 walk [默认：scenario]"
            "Of which files: scenario, backtest, claims or walk [default: scenario]"
        Scenario "情景文件，或内置情景的名称" "A scenario file, or the name of a built-in one"
        ScenarioOrBuiltIn
            "情景文件，或内置情景的名称 [默认：衢州 2016-2018]"
            "A scenario file, or the name of a built-in one [default: Quzhou 2016-2018]"
        ScenarioName "情景" "SCENARIO"
        Bill "账单文件（JSON）" "A file with the bills (JSON)"
        BillName "账单" "BILL"
        Cases "算例文件（JSON）" "A file of worked examples (JSON)"
        CasesName "文件" "FILE"
        Paths "情景文件或文件夹" "Scenario files or folders"
        PathsName "路径" "PATH"
        GatePaths "门槛文件或文件夹" "Files of thresholds or folders"
        Trials
            "模拟次数 [默认：情景所定]；前 100 次与只做 100 次完全相同"
            "Number of trials [default: the scenario's]; the first 100 of any run are a run of 100"
        Seed "随机种子 [默认：情景所定]" "Seed of every draw [default: the scenario's]"
        Threads
            "线程数，不影响结果 [默认：每个核一个]"
            "Threads; no figure depends on them [default: one a core]"
        Batch
            "每批至多次数，不影响结果 [默认：约十秒一批]"
            "At most so many trials a batch; no figure depends on it [default: about ten seconds' worth]"
        Sampling
            "抽样方式：plain（逐次独立）、sobol（均匀布点）、importance（偏向尾部）、sobol+importance [默认：情景所定]"
            "How futures are drawn: plain, sobol (evenly spread), importance (towards the tail), sobol+importance [default: the scenario's]"
        Out "把结果写入这个新文件夹" "Write the results into this new folder"
        Force
            "替换同一命令此前写出、此后无人增改的结果文件夹（新的完整之后才替换）"
            "Replace a folder that the same verb wrote and nobody has worked in since, once the new one is complete"
        Resume
            "接着做完 --out 处中断的模拟：情景、种子、次数与列须与当初相同"
            "Go on with the unfinished run to --out, which has the same scenario, seed, trials and columns"
        Columns
            "只保留这些列，逗号分隔：基金或支付方的名称（其全部列）、列名、city（城市与基本医保）[默认：全部]"
            "Keep these columns alone, with commas: a fund or payer (all of its columns), a column, or city (the city and its basic insurance) [default: all]"
        Buckets
            "另存这个末位支付方（后面没有支付方看它赔付之后的费用）的分桶计数 buckets.parquet，供 huimin recompute 重算其他条款"
            "Keep counts of this last payer (nobody looks later at what it leaves) in buckets.parquet, from which huimin recompute works out other terms"
        BucketGrid
            "免赔额与分段在哪些金额上精确，元：起..止/步长；止以上任何金额都精确 [默认：由各方案的免赔额与分段定]"
            "Amounts in yuan at which deductible and tiers are exact: from..to/step; above the last every amount is [default: from the deductibles and tiers of all designs]"
        Report
            "报告：把一个或多个结果文件夹写成 Excel 工作簿、CSV、JSON 与 Parquet，各格式数字一致"
            "Report: one or more folders of results as an Excel workbook, CSV, JSON and Parquet, the same figures in each"
        ReportExamples
            "例：\n  huimin run --variance --readings --out 结果\n  huimin report 结果 --out 报告\n  huimin report 结果 压力 --out 报告 --format xlsx,html,csv --lang zh"
            "Examples:\n  huimin run --variance --readings --out results\n  huimin report results --out book\n  huimin report results stresses --out book --format xlsx,html,csv --lang en"
        ReportFormats
            "格式，逗号分隔：xlsx、html（网页，含条款试算）、svg（图）、csv、json、parquet [默认：xlsx,html]"
            "Formats, with commas: xlsx, html (a page that works out other terms), svg (drawings), csv, json, parquet [default: xlsx,html]"
        RunFoldersName "结果文件夹" "RUN"
        RunFolders
            "run、recompute、compare、stress、curve、path、solve、sweep、calibrate、lookback 或 walk 写成的结果文件夹"
            "Folders that run, recompute, compare, stress, curve, path, solve, sweep, calibrate, lookback or walk have written"
        SignedFolder
            "huimin run、recompute 或 compare 写成的结果文件夹"
            "A folder that huimin run, recompute or compare has written"
        Recompute
            "重算：不抽账单，由一次模拟的分桶文件给出其他免赔额、分段、比例、封顶与保费的结果，逐次精确到分"
            "Recompute: the figures of another deductible, tiers, ratios, cap or premium from a run's bucket file, to the fen in each trial, no bill drawn"
        RecomputeExamples
            "例：\n  huimin run hmb/wenzhou --buckets hmb-l1 --out 结果\n  huimin recompute 结果 --set payers.hmb-l1.deductible_yuan=18000 --set payers.hmb-l1.cap_yuan=600000"
            "Examples:\n  huimin run hmb/wenzhou --buckets hmb-l1 --out results\n  huimin recompute results --set payers.hmb-l1.deductible_yuan=18000 --set payers.hmb-l1.cap_yuan=600000"
        RunFolder "huimin run --buckets 写成的结果文件夹" "A folder that huimin run --buckets has written"
        RunFolderName "文件夹" "FOLDER"
        Year "年度 [默认：模拟期首年]" "The year [default: the first of the term]"
        Format "文件格式：parquet 或 csv [默认：parquet]" "Format: parquet or csv [default: parquet]"
        Limit
            "最多输出这么多人，只取整户（至少一户）"
            "At most so many persons, in whole households (one at least)"
        Set "改动一个参数（可多次）：路径=值" "Change a parameter (repeatable): path=value"
        Design
            "加一个候选方案（可多次）；补丁按次序叠加：a.json+b.json"
            "Add a candidate design (repeatable); its patches stack: a.json+b.json"
        Stress
            "在情景的这个压力情景下模拟，或在这个事件文件下模拟"
            "Simulate under this stress of the scenario, or under the event of this file"
        Readings
            "条文另作他解时，主要指标会差多少：每种读法结算同一批账单"
            "Show what every other reading of the documents would do to the headline, over the same bills"
        Variance
            "主要指标的方差来自何处：换种子重新模拟，最多多跑七遍"
            "Show where the variance of the headline comes from: runs again under other seeds, up to seven times"
        Oracle
            "没有精确值可供核对时说明原因（有精确值的情景总会列出）"
            "Where no exact answer stands beside the run, say why (where one does, it is always shown)"
        Until
            "精度够了就停：指标.se<数值（另有 .half_width、.relative_se、.relative_half_width；@方案、@年度），可重复或以逗号分隔；--trials 为上限"
            "Stop when precise enough: METRIC.se<NUMBER (also .half_width, .relative_se, .relative_half_width; @DESIGN, @YEAR), repeatable or with commas; --trials is then the most"
        Convergence
            "列出前1/16、1/8、1/4、1/2与全部模拟的主要指标（--out 时另存 convergence.csv）"
            "Show the headline figures of the first 1/16, 1/8, 1/4, 1/2 and all of the trials (with --out in convergence.csv too)"
        Event
            "加一个事件（可多次）：事件库中的名称或文件，@年份 表示改在该年开始"
            "Add an event (repeatable): its library name or file; @YEAR lets it begin in that year"
        Library "先在这个文件夹里找内置情景" "Look for built-in scenarios in this folder first"
        Language "语言：zh 或 en [默认：系统语言]" "Language: zh or en [default: the system's]"
        Json "以 JSON 输出结果" "Print the results as JSON"
        Quiet "不显示进度" "No progress"
    }
}
