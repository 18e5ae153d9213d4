//! The draft in English.

use super::super::super::plural;
use super::{Opinion, bullets, has_reserve, period, readings, results, sources, subjects, tested};
use crate::wording::Lang;

const EN: Lang = Lang::En;

pub(super) fn text(it: &Opinion) -> String {
    let title = it.title.get(EN);
    let head = format!(
        "# Actuarial opinion (draft)

> Made by the program from the run folder `{run}`, for the signatory to review and change. It is no opinion before it is signed.
> [F...] names a row of S2, the figures of the opinion; S and T name tables of signoff.xlsx in this pack.

**Concerning: {title}**

To: ________________

",
        run = it.run,
    );
    [head, engagement(it), data(it), method(it), found(it), limits(it), conclusion(it)].concat()
}

fn engagement(it: &Opinion) -> String {
    format!(
        "## 1. Engagement and purpose

An actuarial opinion was asked for on the following:

{purpose}

The opinion is on the base design in the policy years {years}: {subjects}. Candidate designs, stresses and other analyses stand in the tables of this pack and are outside its conclusion.

## 2. Terms and regulations

Benefits, funding and the split of deficits follow these documents and articles, item by item in S3 and T1:

{sources}- Regulations and standards of practice that apply: ________________ (for the signatory to state)

",
        purpose = it.purpose.get(EN),
        years = period(it, EN),
        subjects = subjects(it, EN),
        sources = sources(it, EN),
    )
}

fn data(it: &Opinion) -> String {
    let made_up = if it.synthetic.is_empty() {
        "The scenario marks no block as synthetic.".to_owned()
    } else {
        format!(
            "Blocks that the scenario marks as synthetic, of no actual data: {}.",
            it.synthetic.join(", ")
        )
    };
    let persons = if it.own_bills {
        "The figures are those of the principal's own members and bills, settled anew; the data reconciled in rows \
         and amounts before. No record of a real person is in this pack: the persons of the sample are synthetic, \
         drawn by the model of the scenario and not from the data, and cells of too few persons are left out."
    } else {
        "All persons and bills of the simulation are synthetic; there is no claim of a real person among them."
    };
    format!(
        "## 3. Data

People, cost and enrolment are those of the scenario; S3 gives the source of each item. {made_up}

{persons}

The program held the results against their digests and did not audit the data; whether they are complete and reasonable is for the signatory to say: ________________

How close the simulation comes to experience is judged by public figures (T13), back-tests (S7) and the look-back (T10); where these are missing, the simulation does not stand in for them.

",
    )
}

fn method(it: &Opinion) -> String {
    let [all, expired, open, synthetic] = it.assumptions;
    let [persons, bills, formulas, different] = it.sample;
    format!(
        "## 4. Method

Monte Carlo simulation of individuals: the care and cost of the members are drawn year by year, settled bill by bill to the fen in the order of payers (basic insurance, critical illness insurance, medical aid, city product, as the scenario has them), and added up to the accounts of funds and books. {trials}, seed {seed}; all designs settle the same bills. Program {engine}; the SHA-256 of the resolved scenario is `{digest}` (S6).

The settlement is checked bill by bill on {persons} with {bills}, drawn by stratum of payer and of what decides. Amounts recalculated by spreadsheet formulas: {formulas}; of them differ: {different} (S4, S5).

## 5. Assumptions

{all}. Judged on {as_of}: not approved {open}, expired {expired}, synthetic {synthetic} (one may be several of these). {open_note}Owner, evidence grade, approval and expiry stand in S3. The signatory confirms each of them or states a reservation.

",
        trials = plural(it.trials, "trial"),
        persons = plural(persons, "synthetic person"),
        bills = plural(bills, "bill"),
        all = plural(all, "assumption"),
        seed = it.seed,
        engine = it.engine,
        digest = it.scenario_digest,
        as_of = it.as_of,
        open_note = if open + expired > 0 {
            "**What is not approved or has expired should not be signed on before it is approved.** "
        } else {
            ""
        },
    )
}

fn found(it: &Opinion) -> String {
    format!(
        "## 6. Results

Of the whole term {years}. Standard errors and 95% intervals hold the sampling error of a finite number of trials alone, not errors of parameters and model.
{results}
## 7. Sensitivity

Where the documents can be read in another way, the other reading does this (the largest effects first; paired over the same bills; all of them in T14):

{readings}
## 8. Tests

{tested}
",
        years = period(it, EN),
        results = results(it, EN),
        readings = readings(it, EN),
        tested = tested(it, EN),
    )
}

fn limits(it: &Opinion) -> String {
    let omissions = bullets(it.omissions.iter().map(|it| it.get(EN)));
    let missing = bullets(it.missing.iter().map(|it| it.get(EN)));
    let missing = if missing.is_empty() { "- None.\n".to_owned() } else { missing };
    format!(
        "## 9. Reliance and limitations

The opinion relies on the terms, funding and enrolment that the principal gave being true and complete, and on the sources in S3. The model leaves out:

{omissions}
These standard tables are not in the pack, and what they would test was not tested:

{missing}
What happens will differ from the simulation, perhaps by much. The opinion holds under the assumptions stated; it is no promise of future claims, results or balances.

## 10. Statements (for the signatory to confirm or rewrite)

- I have the qualification and experience that this opinion takes: ________________
- Interests of mine or of my institution in the matter: ________________
- The opinion is for the principal and this matter alone; who quotes it quotes reliance and limitations with it.

",
    )
}

fn conclusion(it: &Opinion) -> String {
    let (subject, verb) =
        if has_reserve(it) { ("funding and risk reserve", "are") } else { ("the premium", "is") };
    format!(
        "## 11. Conclusion (keep one, delete the others)

- □ Within this scope, on these data and under these assumptions, {subject} {verb} in my opinion **reasonable**.
- □ In my opinion {subject} {verb} **reasonable** if: ________________
- □ In my opinion {subject} {verb} **not adequate**, because: ________________
- □ I **cannot give an opinion**, because data or assumptions do not suffice: ________________

## 12. Signature

| | |
|---|---|
| Appointed actuary | ________________ |
| Certificate | ________________ |
| Institution | ________________ |
| Reviewer | ________________ |
| Date | ________________ |
| SHA-256 of the file SHA256SUMS | ________________ |
",
    )
}
