//! `rushhour describe` and `rushhour explain`, and the examples that they show.

use crate::folder::{Folder, HELLO};
use rushhour::diagnostic::Code;
use rushhour::formula::signature::Signature;
use rushhour::formula::{draws, forms, functions};
use rushhour::traffic::{clause_reference, shapes};

/// A form that shares its name with a function says more than it, and stands for both.
fn signatures() -> Vec<&'static Signature> {
    let mut all: Vec<_> = forms::ALL.iter().map(|form| &form.signature).collect();
    let others = functions::ALL.iter().map(|function| &function.signature);
    for signature in draws::ALL.iter().map(|draw| &draw.signature).chain(others) {
        if all.iter().all(|known| known.name != signature.name) {
            all.push(signature);
        }
    }
    all
}

/// A scenario in which the catalog `products` and the list `items` are in scope.
fn around(in_catalog: &str, in_event: &str) -> String {
    format!(
        r"
scenario: example
catalogs:
  products:
    rows: 10
    fields:
      product_id: =row
      category: =choice(books, toys)
      price: =round(uniform(10..2000), 2)
      weight: =int(1..10)
      example: {in_catalog}
events:
  signup: {{ payload: {{ user_id: =event.index }} }}
  example:
    let:
      product: =pick(products)
      example: {in_event}
    payload:
      items[3]:
        quantity: =int(1..3)
        price: =product.price
      example: =text(example)
traffic:
  signups: {{ emit: signup, topic: signups, phases: [ {{ all: burst 1 }} ] }}
  examples:
    emit: example
    topic: examples
    phases: [ {{ steady: hold 1/s }} ]
"
    )
}

/// As text, since not every type has a form in JSON.
fn scenario(signature: &Signature) -> String {
    // In a double-quoted scalar nothing of a formula means anything to YAML.
    let quoted = serde_json::to_string(&format!("={}", signature.example)).unwrap();
    // `unique` is for catalogs alone.
    if signature.name == "unique" { around(&quoted, "=1") } else { around("=row", &quoted) }
}

#[test]
fn every_example_of_a_formula_checks_and_gives_a_value() {
    let folder = Folder::new();
    for signature in signatures() {
        let name = format!("{}.yaml", signature.name);
        folder.write(&name, &scenario(signature));
        let called = folder.call(&["preview", &name, "-n", "20"]);
        assert_eq!(called.code, 0, "{}: {}\n{}", signature.name, signature.example, called.err);
        let values = called.lines().into_iter().map(|record| record["payload"]["example"].clone());
        let values: Vec<_> = values.collect();
        assert!(values.iter().any(|value| !value.is_null()), "{}: {values:?}", signature.example);
    }
}

#[test]
fn every_example_of_a_shape_makes_a_plan() {
    let folder = Folder::new();
    folder.write("curves/day.csv", "time,rate\n0s,1\n12h,5\n");
    for shape in shapes::ALL {
        let name = format!("{}.yaml", shape.name);
        folder.write(&name, &HELLO.replace("hold 5/s", shape.example));
        folder.call(&["plan", &name]).done();
    }
}

#[test]
fn everything_has_a_page_and_a_line_in_the_list() {
    let folder = Folder::new();
    let list = folder.call(&["describe"]).done().out;
    let listed = |name: &str| list.lines().any(|line| line.split_whitespace().next() == Some(name));
    for signature in signatures() {
        let page = folder.call(&["describe", signature.name]).done().out;
        assert!(
            page.contains(signature.about) && page.contains(signature.example),
            "{}\n{page}",
            signature.name
        );
        assert!(listed(signature.name), "{}", signature.name);
    }
    for shape in shapes::ALL {
        let page = folder.call(&["describe", shape.name]).done().out;
        assert!(page.contains(shape.syntax) && page.contains(shape.example), "{page}");
        assert!(listed(shape.name), "{}", shape.name);
    }
    for clause in clause_reference::ALL {
        let page = folder.call(&["describe", clause.name]).done().out;
        assert!(page.contains(clause.syntax) && page.contains(clause.example), "{page}");
        assert!(listed(clause.name), "{}", clause.name);
    }
}

#[test]
fn an_unknown_name_is_wrong_usage_with_the_nearest_one() {
    let folder = Folder::new();
    folder.call(&["describe", "chioce"]).refused(2, "did you mean `choice`?");
    folder.call(&["describe", "quetzalcoatl"]).refused(2, "nothing is called `quetzalcoatl`");
}

#[test]
fn every_code_is_explained_however_it_is_written() {
    let folder = Folder::new();
    for code in Code::ALL {
        let name = code.as_str();
        let called = folder.call(&["explain", name]).done();
        assert!(called.out.starts_with(&format!("{name}: ")), "{}", called.out);
        assert_eq!(folder.call(&["explain", &name.to_lowercase()]), called);
    }
}

#[test]
fn an_unknown_code_is_wrong_usage_with_the_nearest_one() {
    let folder = Folder::new();
    folder.call(&["explain", "E02003"]).refused(2, "did you mean `E02");
    folder.call(&["explain", "nonsense"]).refused(2, "a code is written like `E0");
}
