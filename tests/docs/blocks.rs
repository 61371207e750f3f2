//! The fenced blocks of a Markdown file.

/// What stands between two fences.
pub struct Block<'t> {
    /// Behind the opening fence: `yaml events`.
    pub info: &'t str,
    /// Its lines, each with its end.
    pub body: &'t str,
    /// The line of the opening fence, from 1.
    pub line: usize,
    start: usize,
}

impl<'t> Block<'t> {
    pub fn words(&self) -> impl Iterator<Item = &'t str> {
        self.info.split_whitespace()
    }

    /// The file that it is: `shop.yaml`.
    pub fn file(&self) -> Option<&'t str> {
        self.words().nth(1).filter(|word| word.contains('.'))
    }

    pub fn language(&self) -> &'t str {
        self.words().next().unwrap_or_default()
    }
}

/// The blocks of a text; a fence is a line that begins with three backticks.
pub fn blocks(text: &str) -> impl Iterator<Item = Block<'_>> {
    let mut at = 0;
    let mut open: Option<(&str, usize, usize)> = None;
    text.split_inclusive('\n').enumerate().filter_map(move |(number, line)| {
        let start = at;
        at += line.len();
        let info = line.trim_end().strip_prefix("```")?;
        match open.take() {
            None => {
                open = Some((info, at, number + 1));
                None
            }
            Some((info, body, line)) => Some(Block { info, body: &text[body..start], line, start: body }),
        }
    })
}

/// The text with the bodies of some blocks replaced.
pub fn replaced(text: &str, mut body: impl FnMut(&Block) -> Option<String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for block in blocks(text) {
        if let Some(body) = body(&block) {
            out.push_str(&text[at..block.start]);
            out.push_str(&body);
            at = block.start + block.body.len();
        }
    }
    out + &text[at..]
}
