//! The program as a user meets it: languages, exit codes, what is written and what is not.

mod common;

use common::{done, huimin};

const VERBS: [&str; 23] = [
    "run",
    "recompute",
    "settle",
    "signoff",
    "compare",
    "vectors",
    "gate",
    "population",
    "claims",
    "insurer",
    "lookback",
    "curve",
    "solve",
    "stress",
    "sweep",
    "path",
    "walk",
    "report",
    "calibrate",
    "backtest",
    "fit",
    "validate",
    "schema",
];

fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

#[test]
fn help_is_whole_in_both_languages() {
    for verb in [None].into_iter().chain(VERBS.map(Some)) {
        let help = |lang| {
            let mut command = huimin(&["--lang", lang, "--help"]);
            command.args(verb);
            done(command)
        };
        let ((code_zh, zh, err_zh), (code_en, en, err_en)) = (help("zh"), help("en"));
        assert_eq!((code_zh, code_en, err_zh.as_str(), err_en.as_str()), (0, 0, "", ""), "{verb:?}");
        assert!(!is_chinese(&en), "{en}");
        // every line that explains something explains it in Chinese
        for line in zh.lines().filter(|line| line.contains("  ") && !line.trim_start().starts_with("huimin"))
        {
            assert!(is_chinese(line), "{line}");
        }
        assert!(zh.contains("用法：huimin") && en.contains("Usage: huimin"));
    }
}

#[test]
fn the_language_is_that_of_the_system_unless_asked_for() {
    for (locale, arguments, chinese) in [
        ("zh_CN.UTF-8", &["--help"][..], true),
        ("en_GB.UTF-8", &["--help"], false),
        ("C", &["--help"], false),
        ("zh_CN.UTF-8", &["--help", "--lang", "en"], false),
        ("en_GB.UTF-8", &["--lang=zh", "--help"], true),
    ] {
        let mut command = huimin(arguments);
        command.env("LANG", locale);
        let (code, help, _) = done(command);
        assert_eq!((code, is_chinese(&help)), (0, chinese), "{locale} {arguments:?}");
    }
}

#[test]
fn a_number_out_of_its_range_is_refused_with_the_range() {
    for (arguments, english, chinese) in [
        (&["backtest", "--trials", "20"][..], "a whole number of 40 or more", "不小于40的整数"),
        (&["curve", "hmb/wenzhou", "--spiral", "1"], "a whole number from 2 to 20", "2至20的整数"),
        (&["population", "cities/wenzhou", "--limit", "0"], "a whole number of 1 or more", "不小于1的整数"),
    ] {
        for (lang, range) in [("en", english), ("zh", chinese)] {
            let mut command = huimin(arguments);
            command.args(["--lang", lang]);
            let (code, out, err) = done(command);
            assert_eq!((code, out.as_str()), (2, ""), "{arguments:?}");
            assert!(err.contains(range), "{arguments:?}: {err}");
        }
    }
    let (_, help, _) = done(huimin(&["backtest", "--help", "--lang", "en"]));
    assert!(help.contains("the case's, 400"), "{help}");
}

#[test]
fn a_name_without_its_folder_is_answered_with_the_whole_one() {
    for (arguments, whole) in [
        (["backtest", "ssk-2021"], "backtests/ssk-2021"),
        (["calibrate", "national"], "calibration/national"),
    ] {
        let (code, _, err) = done(huimin(&arguments));
        assert!(code == 2 && err.contains(whole), "{arguments:?}: {err}");
    }
}

#[test]
fn bad_arguments_exit_with_2_and_one_sentence_in_the_language() {
    for (arguments, sentence) in [
        (&["rum"][..], "error: there is no command rum; did you mean run?"),
        (&["run", "--trails", "3"], "error: there is no option or argument --trails; did you mean --trials?"),
        (&["run", "--trials", "0"], "error: --trials <N> does not take \"0\""),
        (&["run", "--trials", "1e3"], "error: --trials <N> does not take \"1e3\""),
        (&["run", "--threads", "99999"], "error: --threads <N> does not take \"99999\""),
        (
            &["run", "--seed", "-1"],
            "error: --seed <N> does not take \"-1\": it takes a whole number of 0 or more",
        ),
        (&["run", "-1"], "error: there is no option or argument -1"),
        (&["run", "--trials"], "error: --trials <N> needs a value"),
        (&["run", "--force"], "error: --out <DIR> is missing"),
        (&["run", "a.json", "b.json"], "error: there is no option or argument b.json"),
        (&["run", "--json=yes"], "error: --json takes no value"),
        (&["run", "--lang", "fr"], "error: --lang <LANG> does not take \"fr\": it takes zh or en"),
        (&["--lang", "en"], "error: a command is missing"),
        (&["--lang", "zh", "rum"], "错误：没有 rum 这个命令；是否想写 run？"),
    ] {
        let (code, out, err) = done(huimin(arguments));
        assert_eq!((code, out.as_str()), (2, ""), "{arguments:?}");
        assert!(err.starts_with(sentence), "{arguments:?}: {err}");
        assert!(err.contains("--help"), "{err}");
    }
}

#[test]
fn no_argument_at_all_shows_the_help_and_exits_with_2() {
    let (code, out, err) = done(huimin(&[]));
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("Usage: huimin"));
}

#[test]
fn the_version_is_that_of_the_crate() {
    let (code, out, _) = done(huimin(&["--version"]));
    assert_eq!((code, out), (0, concat!("huimin ", env!("CARGO_PKG_VERSION"), "\n").to_owned()));
}
