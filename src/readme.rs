//! README.md's page for the person whose run failed, held to what a run says.
//!
//! In: a message as it is printed. Panics where no text block of the page has that line. For tests alone; those of the
//! documents and of the cluster read this file, too.

const README: &str = include_str!("../README.md");

fn page() -> &'static str {
    let (_, page) = README.split_once("\n## When a run fails\n").expect("README.md has the page");
    page.split("\n## ").next().unwrap_or(page)
}

/// The rows of its tables.
pub fn rows() -> impl Iterator<Item = &'static str> {
    page().lines().filter(|line| line.starts_with("| "))
}

/// The lines of its text blocks.
pub fn lines() -> impl Iterator<Item = &'static str> {
    let blocks = page().split("```text\n").skip(1);
    blocks.flat_map(|block| block.split("```").next().unwrap_or_default().lines())
}

#[track_caller]
pub fn shows(message: &str) {
    for said in message.lines() {
        assert!(lines().any(|line| line == said), "`When a run fails` in README.md has no line\n{said}");
    }
}

/// Examples of each variant of an error: it does not compile where a variant has none.
macro_rules! every_variant {
    ($kind:ty { $($variant:pat => [$($example:expr),+ $(,)?]),+ $(,)? }) => {{
        let _ = |error: &$kind| match error { $($variant => ()),+ };
        let mut examples: Vec<$kind> = Vec::new();
        $($({
            let example: $kind = $example;
            assert!(matches!(&example, $variant), "{example:?} stands at another variant");
            examples.push(example);
        })+)+
        examples
    }};
}
