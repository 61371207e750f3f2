//! Random formulas: by their types mostly right, so that many are accepted.

use rushhour::formula::signature::{Kind, Need, Signature};
use rushhour::formula::{draws, functions};
use rushhour::random::{Generator, Key};
use rushhour::value::Type;

/// `let`s of each kind; the first letter of a name says which. Each is drawn, so that nothing is known of it
/// beforehand.
pub const LETS: &[(&str, &str)] = &[
    ("n0", "=12 + int(0..0)"),
    ("n1", "=-7 + int(0..0)"),
    ("n2", "=int(0..0)"),
    ("n3", "=1000 + int(0..0)"),
    ("n4", "=9223372036854775807 + int(0..0)"),
    ("n5", "=9223372036854775807 + int(0..0)"),
    ("d0", "=uniform(0..1)"),
    ("d1", "=-1.5 + int(0..0)"),
    ("d2", "=1.5 * pow(10, 300) + int(0..0)"),
    ("d3", "=pow(10, -300) + int(0..0)"),
    ("t0", "=choice('home and garden')"),
    ("t1", "=choice('ÄÖÜ ß ﷽ \u{1f468}\u{200d}\u{1f469}')"),
    ("t2", "=text(12 + int(0..0))"),
    ("t3", "=choice('')"),
    ("m0", "=now + uniform(0s..1h)"),
    ("m1", "=now - 90000d + uniform(0s..1s)"),
    ("s0", "=uniform(0s..1h)"),
    ("s1", "=-uniform(0s..1h)"),
    ("s2", "=0s * int(0..0)"),
    ("b0", "=chance(100%)"),
    ("b1", "=chance(0%)"),
    ("l0", "=times(3, int(1..9))"),
    ("l1", "=times(2, uniform(0..1))"),
    ("l2", "=times(0, int(1..9))"),
    ("r0", "=pick(goods)"),
    ("z0", "=choice(null)"),
];

/// Writes formulas from a seed.
pub struct Writer {
    generator: Generator,
}

/// What a formula is to give, by the letter of [`LETS`].
const KINDS: &[char] = &['n', 'd', 't', 'm', 's', 'b', 'l', 'r'];

impl Writer {
    pub fn new(seed: u64) -> Self {
        Self { generator: Key::of(seed, "formulas").generator(0) }
    }

    pub fn formula(&mut self) -> String {
        let kind = *self.one_of(KINDS);
        self.expr(kind, 3)
    }

    fn one_of<'t, T>(&mut self, choices: &'t [T]) -> &'t T {
        let at = self.generator.below(choices.len() as u64);
        &choices[usize::try_from(at).unwrap()]
    }

    fn often(&mut self, percent: u64) -> bool {
        self.generator.below(100) < percent
    }

    fn leaf(&mut self, kind: char) -> String {
        if self.often(4) {
            return "z0".to_owned();
        }
        let fitting: Vec<&str> =
            LETS.iter().map(|(name, _)| *name).filter(|name| name.starts_with(kind)).collect();
        let literals: &[&str] = match kind {
            'n' => &["0", "1", "-1", "7", "64", "9_223_372_036_854_775_807", "100k"],
            'd' => &["0.1", "-0.5", "2.5M", "5%", "1e9"],
            't' => &["''", "'abc'", "'%Y-%m-%d'", "'2026-11-27T12:00'", "' '", "'1e400'"],
            's' => &["250ms", "1h30m", "36500d", "0s"],
            'b' => &["true", "false"],
            'l' => &["[1, 2.5, null]", "['a', 'b']", "[]", "[[1], [2]]"],
            'r' => &["pick(goods)"],
            _ => &["now"],
        };
        if self.often(60) { (*self.one_of(&fitting)).to_owned() } else { (*self.one_of(literals)).to_owned() }
    }

    fn expr(&mut self, kind: char, depth: usize) -> String {
        if depth == 0 || self.often(15) {
            return self.leaf(kind);
        }
        match self.generator.below(10) {
            0..4 => self.operation(kind, depth - 1),
            4..7 => self.call(kind, depth - 1),
            _ => self.form(kind, depth - 1),
        }
    }

    fn operation(&mut self, kind: char, depth: usize) -> String {
        let forms: &[&str] = match kind {
            'n' => &["(n + n)", "(n - n)", "(n * n)", "(n % n)", "-n", "l[n]"],
            'd' => &["(d + n)", "(d - d)", "(d * d)", "(n / n)", "(d % d)", "s / s", "r.price"],
            't' => &["(t + t)", "r.name"],
            'm' => &["(m + s)", "(m - s)"],
            's' => &["(m - m)", "(s + s)", "(s * d)", "(s / n)", "-s", "(s % s)"],
            'b' => &[
                "(n < d)",
                "(t == t)",
                "(b and b)",
                "(b or b)",
                "not b",
                "(n in n..n)",
                "(n in l)",
                "(m >= m)",
                "(s != s)",
            ],
            'l' => &["[n, d]", "[t, t]"],
            _ => &["with(r, price=d)"],
        };
        let form = *self.one_of(forms);
        self.filled(form, depth)
    }

    /// The letters that stand alone become formulas of their kinds.
    fn filled(&mut self, form: &str, depth: usize) -> String {
        let letters: Vec<char> = form.chars().collect();
        let mut out = String::new();
        for (at, letter) in letters.iter().enumerate() {
            let inside =
                |other: Option<&char>| other.is_some_and(|other| other.is_alphanumeric() || *other == '_');
            let before = at.checked_sub(1).and_then(|at| letters.get(at));
            if KINDS.contains(letter) && !inside(before) && !inside(letters.get(at + 1)) {
                out += &self.expr(*letter, depth);
            } else {
                out.push(*letter);
            }
        }
        out
    }

    fn form(&mut self, kind: char, depth: usize) -> String {
        let form = match self.generator.below(9) {
            0 => "if(b, X, X)",
            1 => "coalesce(X, X)",
            2 => "choice((X), (X) 30%)",
            3 => "choice((X) (d), (X) (n))",
            4 => "match(n, 1=X, 2=X, else=X)",
            5 => "pick([X, X, null])",
            6 if kind == 'l' => "times(n, X)",
            6 if kind == 'd' => "sum(times(2, r), price * n)",
            7 if kind == 'n' => "count(times(2, r), price > n)",
            7 if kind == 'r' => "find(goods, id=n)",
            8 if kind == 'r' => "pick(goods, where=price > d)",
            8 if kind == 'd' => "pick(goods, zipf=d).price",
            8 if kind == 't' => "pick(goods, at=n).name",
            _ => "if(b, X, null)",
        };
        let form = form.replace('X', &kind.to_string());
        self.filled(&form, depth)
    }

    fn call(&mut self, kind: char, depth: usize) -> String {
        let functions = functions::ALL.iter().map(|function| &function.signature);
        let draws = draws::ALL
            .iter()
            .map(|draw| &draw.signature)
            .filter(|draw| draw.name != "fake" && draw.name != "pattern");
        let fitting: Vec<&Signature> =
            functions.chain(draws).filter(|signature| gives(signature) == kind).collect();
        if fitting.is_empty() {
            return self.leaf(kind);
        }
        let signature = *self.one_of(&fitting);
        let mut arguments = Vec::new();
        for parameter in signature.parameters {
            if parameter.need == Need::Optional && self.often(50) {
                continue;
            }
            let argument = match parameter.kind {
                Kind::Word => (*self.one_of(parameter.words)).to_owned(),
                Kind::IntRange => self.filled("n..n", depth),
                Kind::Range => self.filled("d..d", depth),
                other => self.expr(letter(other), depth),
            };
            let key =
                if parameter.need == Need::Optional { format!("{}=", parameter.name) } else { String::new() };
            arguments.push(format!("{key}{argument}"));
        }
        format!("{}({})", signature.name, arguments.join(", "))
    }
}

fn letter(kind: Kind) -> char {
    match kind {
        Kind::Int | Kind::IntRange => 'n',
        Kind::Number | Kind::Measure | Kind::Range | Kind::Any => 'd',
        Kind::Text | Kind::Word => 't',
        Kind::Bool => 'b',
        Kind::Time => 'm',
        Kind::Duration => 's',
        Kind::List => 'l',
        Kind::Row => 'r',
    }
}

/// What a draw or function gives for arguments of its first kinds.
fn gives(signature: &Signature) -> char {
    let types: Vec<Type> =
        signature.parameters.iter().map(|parameter| type_of(letter(parameter.kind))).collect();
    match (signature.returns)(&types) {
        Type::Int => 'n',
        Type::Number => 'd',
        Type::Bool => 'b',
        Type::Time => 'm',
        Type::Duration => 's',
        Type::List(_) => 'l',
        Type::Row(_) => 'r',
        Type::Text | Type::Null | Type::Any => 't',
    }
}

fn type_of(letter: char) -> Type {
    match letter {
        'n' => Type::Int,
        'd' => Type::Number,
        'b' => Type::Bool,
        'm' => Type::Time,
        's' => Type::Duration,
        'l' => Type::list(Type::Number),
        'r' => Type::Row(std::sync::Arc::default()),
        _ => Type::Text,
    }
}
