//! The language of the session: `--lang` when it is there, else the system's. It is known before the
//! arguments are parsed, so that help and complaints about them are in it too.

use std::ffi::{OsStr, OsString};

use crate::wording::Lang;

/// The language that `arguments` ask for, or that of the system.
pub fn of_session(arguments: impl IntoIterator<Item = OsString>) -> Lang {
    asked_for(arguments).unwrap_or_else(|| of_locale(sys_locale::get_locale().as_deref()))
}

/// The last `--lang zh`, `--lang=zh` (or `en`) of the arguments.
fn asked_for(arguments: impl IntoIterator<Item = OsString>) -> Option<Lang> {
    let arguments: Vec<OsString> = arguments.into_iter().take_while(|argument| argument != "--").collect();
    let values = arguments.iter().enumerate().filter_map(|(place, argument)| {
        if argument == "--lang" {
            arguments.get(place + 1).map(OsString::as_os_str)
        } else {
            argument.to_str()?.strip_prefix("--lang=").map(OsStr::new)
        }
    });
    values.filter_map(|value| parse(value.to_str()?)).next_back()
}

/// A language by the word that stands for it on the command line.
pub(super) fn parse(word: &str) -> Option<Lang> {
    match word {
        "zh" => Some(Lang::Zh),
        "en" => Some(Lang::En),
        _ => None,
    }
}

/// Chinese for any Chinese locale (`zh-CN`, `zh_TW`), English for any other or none.
fn of_locale(locale: Option<&str>) -> Lang {
    let language = locale.and_then(|locale| locale.split(['-', '_', '.']).next());
    if language.is_some_and(|language| language.eq_ignore_ascii_case("zh")) { Lang::Zh } else { Lang::En }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(arguments: &[&str]) -> Option<Lang> {
        asked_for(arguments.iter().map(OsString::from))
    }

    #[test]
    fn the_last_language_asked_for_counts() {
        assert_eq!(asked(&["huimin", "run", "--lang", "zh"]), Some(Lang::Zh));
        assert_eq!(asked(&["huimin", "--lang=zh", "run", "--lang=en"]), Some(Lang::En));
        assert_eq!(asked(&["huimin", "run", "--lang"]), None);
        assert_eq!(asked(&["huimin", "run", "--lang", "fr"]), None);
        assert_eq!(asked(&["huimin", "run", "--", "--lang=zh"]), None);
    }

    #[test]
    fn any_chinese_locale_is_chinese_and_any_other_english() {
        for (locale, lang) in [
            (Some("zh-CN"), Lang::Zh),
            (Some("zh_TW.UTF-8"), Lang::Zh),
            (Some("zh"), Lang::Zh),
            (Some("en-GB"), Lang::En),
            (Some("zha-CN"), Lang::En), // Zhuang
            (None, Lang::En),
        ] {
            assert_eq!(of_locale(locale), lang, "{locale:?}");
        }
    }
}
