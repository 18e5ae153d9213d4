//! Heads and notes of the tables of the pack.

use super::super::Bilingual;
use super::super::Lang;
use super::super::book::both;

macro_rules! words {
    ($($name:ident $key:literal $zh:literal $en:literal)*) => {
        /// A head or a note.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Word {
            $(#[doc = $zh] $name,)*
        }

        impl Word {
            /// Every word.
            pub const ALL: &[Word] = &[$(Word::$name,)*];

            /// What stands for it in files.
            pub const fn key(self) -> &'static str {
                match self { $(Word::$name => $key,)* }
            }

            /// The word in one language.
            pub const fn text(self, lang: Lang) -> &'static str {
                match self { $(Word::$name => lang.of($zh, $en),)* }
            }

            /// The word in both.
            pub fn both(self) -> Bilingual {
                both(|lang| self.text(lang).to_owned())
            }
        }
    };
}

words! {
    Item "item" "项目" "item"
    Value "value" "内容" "value"
    Remark "remark" "说明" "remark"
    Scenario "scenario" "情景" "scenario"
    Run "run" "结果文件夹" "run folder"
    Trials "trials" "模拟次数" "trials"
    Seed "seed" "随机种子" "seed"
    Engine "engine" "程序版本与提交号" "program version and commit"
    Started "started" "模拟开始时间（UTC）" "run began (UTC)"
    AsOf "as_of" "有效期判断日" "expiry judged on"
    AsOfGiven "as_of_given" "由 --as-of 指定" "given with --as-of"
    AsOfRun "as_of_run" "取自模拟开始日期" "the day on which the run began"
    Draft "draft" "状态" "state"
    DraftNote "draft_note" "草稿，未签字；结论由签字精算师选定" "draft, not signed; the conclusion is the signatory's choice"
    Assumptions "assumptions" "参数与假设（项）" "assumptions"
    NotApproved "not_approved" "未批准（项）" "not approved"
    Expired "expired" "已过期（项）" "expired"
    SyntheticCount "synthetic_count" "合成（项）" "synthetic"
    WithoutOwner "without_owner" "无责任人（项）" "without owner"
    WithoutGrade "without_grade" "未评证据等级（项）" "without evidence grade"
    SeeRegister "see_register" "见 S3，列于前部" "see S3, where they stand first"
    Readings "readings" "口径影响" "open readings"
    SeeReadings "see_readings" "见 T14" "see T14"
    Sample "sample" "抽样核对" "sample bill by bill"
    Formulas "formulas" "写成公式的金额（个）" "amounts written as formulas"
    Different "different" "其中与精确值不一致（个）" "of these, different from the exact settlement"
    NotFormulas "not_formulas" "无法写成公式（个）" "amounts that cells cannot say"
    Missing "missing" "缺少的标准表" "standard table that is missing"
    Included "included" "已列入" "included"
    Others "others" "其他结果文件夹" "other folder"

    Parameter "parameter" "参数（JSON 指针）" "parameter (JSON pointer)"
    Set "set" "取值" "value"
    Source "source" "来源（文号/条款）" "source (document, article)"
    Switch "switch" "口径开关" "switch"
    State "state" "状态" "state"
    Owner "owner" "责任人" "owner"
    Grade "grade" "证据等级" "evidence grade"
    Evidence "evidence" "证据" "evidence"
    ApprovedBy "approved_by" "批准人" "approved by"
    ApprovedOn "approved_on" "批准日期" "approved on"
    ExpiresOn "expires_on" "有效期至" "expires on"
    IsExpired "is_expired" "已过期" "expired"
    IsNotApproved "is_not_approved" "未批准" "not approved"
    IsSynthetic "is_synthetic" "合成" "synthetic"
    IsApproved "is_approved" "已批准" "approved"
    Grades "grades" "证据等级：A 公开统计或自有数据；B 已发表研究；C 市场惯例；D 精算判断；S 合成（由情景中的 synthetic 标记得出）。" "Evidence grades: A public statistic or own data; B published study; C market practice; D judgement; S synthetic (from the marks of the scenario)."
    RegisterOrder "register_order" "已过期、未批准、合成的参数排在前面；有效期按封面所列判断日判断，当日仍有效。" "Expired, not approved and synthetic assumptions stand first; expiry is judged on the day that the cover names, which is included."

    Stratum "stratum" "分层" "stratum"
    Persons "persons" "层内人数" "persons"
    Drawn "drawn" "抽取人数" "drawn"
    StandsFor "stands_for" "代表人数" "stands for (persons)"
    Plainly "plainly" "首段或按比例" "by its first ratio"
    NearDeductible "near_deductible" "累计费用达后续起付线的80%" "within a fifth of the next deductible"
    HigherTier "higher_tier" "高段" "in a higher tier"
    Limited "limited" "触及封顶线或限额" "at a cap or limit"
    TotalOfAll "total" "合计" "total"
    StrataNote "strata_note" "层内人数为查看范围内有账单的人数；代表人数=层内人数÷抽取人数×查看间隔。" "Persons are those with bills among the members looked at; each drawn stands for persons / drawn x one in so many."

    Number "number" "序号" "number"
    Address "address" "合成人员" "synthetic person"
    Bill "bill" "账单" "bill"
    Care "care" "就医类别 · 医院级别 · 就医地" "care, hospital level, place"
    BillTotal "bill_total" "账单总费用" "bill"
    Payer "payer" "支付方" "payer"
    Clause "clause" "条款" "clause"
    Eligible "eligible" "本笔计入费用" "eligible cost of this bill"
    EligibleBefore "eligible_before" "此前累计计入" "eligible before"
    CapOnCost "cap_on_cost" "费用封顶" "cap on cost"
    Payable "payable" "封顶内计入" "payable cost"
    Deductible "deductible" "起付线" "deductible"
    DeductibleBefore "deductible_before" "此前已扣起付" "deductible taken before"
    DeductibleTaken "deductible_taken" "本笔扣起付" "deductible taken now"
    From "from" "分段起点" "from on the scale"
    To "to" "分段终点" "to on the scale"
    ExactBefore "exact_before" "此前应付（未取整）" "entitled before, not rounded"
    Flat "flat" "全额或定额" "in full or fixed"
    TierEnd "tier_end" "段上限" "tier ends at "
    TierRatio "tier_ratio" "段比例" "ratio of tier "
    Entitled "entitled" "按比例应付" "entitled by ratios"
    Cap "cap" "支付封顶" "cap on payment"
    PaidBefore "paid_before" "封顶内已付" "paid before under the cap"
    Limit "limit" "限额" "limit"
    LimitUsed "limit_used" "限额已用" "limit used"
    Exact "exact" "程序精确值" "exact settlement"
    Recalculated "recalculated" "公式重算" "recalculated"
    Difference "difference" "差异" "difference"
    Written "written" "公式" "formula"
    How "how" "计算说明" "how"
    Formula "formula" "有" "written"
    NoFormula "no_formula" "该条款受其他支付方付后余额限制，无法写成本行公式；重算列照录精确值" "bounded by what other payers leave, which cells of the row cannot say; the exact amount is repeated"
    Patient "patient" "个人负担" "patient"
    BillLessPayers "bill_less_payers" "账单总费用减各支付方" "bill less payers"
    AllSynthetic "all_synthetic" "所列人员与账单全部为合成，不对应任何真实个人，也不取自真实理赔。" "All persons and bills are synthetic: none is a real person, none is from real claims."
    FormulaOfRow "formula_of_row" "公式只引用本行单元格（个人负担与合计除外）；浅黄底色为输入，改动输入即可重算。" "Formulas look at cells of their row alone (but for patients and the total); inputs have a pale yellow ground: change one and the row follows."
    RoundedToTheFen "rounded" "四舍五入到分；按年累计的支付方先对累计应付取整，再取两次累计之差。" "Half up to the fen; a payer by the year rounds what it owes in all, and pays the difference of two such sums."
    StandsForNote "stands_for_note" "代表人数见 S4。" "What a person stands for is explained in S4."

    Key "key" "编号" "key"
    Fund "fund" "基金/业务" "fund or book"
    Figure "figure" "指标（全期）" "figure (term)"
    UnitOf "unit" "单位" "unit"
    StandardError "standard_error" "标准误" "standard error"
    From95 "figure_source" "出处" "from"
    FiguresNote "figures_note" "意见书中每个数后的〔F…〕即本表编号；标准误与95%区间仅含抽样误差。" "Every number of the opinion names its row here: [F...]; standard errors and 95% intervals hold sampling error alone."

    Verb "verb" "命令" "verb"
    Checked "checked" "事项" "item"
    Asked "asked" "要求" "asked"
    Found "found" "结果" "found"
    Verdict "verdict" "结论" "verdict"
    ChecksNote "checks_note" "门槛以95%区间（或多次检验的置信限）而非点估计比较；回测与回溯各表附后。" "Thresholds are held against the 95% interval, or the limits of repeated looks, not the point; the tables of back-tests and look-backs follow."
    FewNotShown "few_not_shown" "结果出自实际账单：按年龄、性别与险种列示的参保人数取自参保文件，可能不足阈值，本册不列示，亦不附完整情景；其摘要见 S6。" "The figures are of own bills: members by age, sex and scheme are those of the file and may be too few, so they and the resolved scenario are not shown; its digest is in S6."
    OwnBills "own_bills" "账单来源" "bills"
    OwnBillsNote "own_bills_note" "委托方的实际账单按各方案重新结算；抽样核对的人员仍为合成" "the principal's own bills settled anew; the persons of the sample are synthetic all the same"
    InputsFile "inputs_file" "输入文件摘要见 INPUTS.sha256，可在制作本册时所在的文件夹用 sha256sum -c 核对。" "The digests of all inputs stand in INPUTS.sha256; sha256sum -c checks them from the folder in which the pack was made."

    File "file" "文件" "file"
    Sha256 "sha256" "SHA-256" "SHA-256"
    DigestOf "digest_of" "所属" "of"
    PlanDigest "plan_digest" "计划摘要（情景、种子与程序版本）" "plan digest (scenario, seed, program version)"
    ScenarioDigest "scenario_digest" "完整情景摘要" "digest of the resolved scenario"
    Register "register_file" "假设登记文件" "register of assumptions"
    DigestsNote "digests_note" "本册各文件自身的摘要见 SHA256SUMS；对该文件签字即对全部内容签字。核对：sha256sum -c SHA256SUMS。" "Digests of the files of this pack stand in SHA256SUMS: who signs that file signs all of it. Check with sha256sum -c SHA256SUMS."
}
