//! One row a word: its name in the code, its key where files keep it, its text in Chinese and English.

/// Declares words by rows of name, Chinese and English, or of name, key, Chinese and English:
///
/// ```text
/// words! {
///     /// A head of the table of payers.
///     pub enum PayerHead {
///         Payer "payer" "支付方" "payer"
///         Paid "paid_yuan" "赔付（元）" "paid (yuan)"
///     }
/// }
/// ```
macro_rules! words {
    ($(#[doc = $doc:literal])* pub enum $name:ident {
        $($(#[doc = $about:literal])* $word:ident $zh:literal $en:literal)*
    }) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name { $($(#[doc = $about])* #[doc = concat!("`", $zh, "`")] $word,)* }

        impl $name {
            /// All, in their order.
            pub const ALL: [$name; [$($zh),*].len()] = [$($name::$word),*];

            /// The text in one language.
            pub const fn text(self, lang: $crate::wording::Lang) -> &'static str {
                match self { $($name::$word => lang.of($zh, $en),)* }
            }
        }
    };
    ($(#[doc = $doc:literal])* pub enum $name:ident {
        $($(#[doc = $about:literal])* $word:ident $key:literal $zh:literal $en:literal)*
    }) => {
        words! {
            $(#[doc = $doc])* pub enum $name { $($(#[doc = $about])* $word $zh $en)* }
        }

        impl $name {
            /// The word in files.
            pub const fn key(self) -> &'static str {
                match self { $($name::$word => $key,)* }
            }
        }
    };
}
