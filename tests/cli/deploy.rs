//! What is there for containers and dashboards: the files hold together, and the command takes what they say.

use crate::exposition::Families;
use crate::folder::{Folder, call};
use crate::metrics::{rush, serving};
use crate::scrape::scrape_until;
use rdkafka::mocking::MockCluster;
use serde_json::Value;
use std::collections::BTreeSet;

fn read(file: &str) -> String {
    let path = format!("{}/{file}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{file}: {error}"))
}

fn yaml(file: &str) -> Value {
    serde_saphyr::from_str(&read(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

fn texts(list: &Value) -> Vec<String> {
    list.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
}

/// The image that the Dockerfile's first line says how to build.
fn image() -> String {
    let image = format!("rushhour:{}", env!("CARGO_PKG_VERSION"));
    assert!(read("Dockerfile").contains(&format!("docker build -t {image} .")));
    image
}

/// The end of a run that would go on, and a port that nobody else has.
fn short(arguments: &[String]) -> Vec<String> {
    let taken = arguments.iter().map(|word| word.replace("0.0.0.0:9464", "127.0.0.1:0"));
    taken.chain(["--max-events", "5", "--speed", "max"].map(str::to_owned)).collect()
}

/// What stands between two marks, each time.
fn between<'t>(text: &'t str, open: &str, close: &str) -> Vec<&'t str> {
    text.split(open).skip(1).map(|behind| behind.split(close).next().unwrap().trim()).collect()
}

/// A query selects and groups by labels of its metric, and its legend names labels that are left.
#[track_caller]
fn labels_are_there(expression: &str, legend: &str, families: &Families) {
    let name = expression.split(|c: char| !c.is_alphanumeric() && c != '_');
    let name = name.into_iter().find(|word| word.starts_with("rushhour_")).unwrap();
    let mut labels = families[name.strip_suffix("_bucket").unwrap_or(name)].labels();
    // Prometheus adds where it asked.
    labels.insert("instance");
    for selected in between(expression, "{", "=") {
        assert!(labels.contains(selected), "{expression}");
    }
    if expression.contains("sum") {
        let groups = between(expression, " by (", ")");
        let kept: BTreeSet<&str> = groups.iter().flat_map(|group| group.split(", ")).collect();
        assert!(kept.is_subset(&labels), "{expression}");
        labels = kept;
    }
    assert!(between(legend, "{{", "}}").iter().all(|label| labels.contains(label)), "{expression}: {legend}");
}

#[test]
fn the_dashboard_shows_metrics_that_there_are() {
    let folder = rush();
    let (running, address) = serving(&folder, &[]);
    let has_all = |families: &Families| families.contains_key("rushhour_phase");
    let families = scrape_until(&address, has_all);
    running.signal("TERM");
    running.end();
    let text = read("deploy/grafana-dashboard.json");
    let dashboard: Value = serde_json::from_str(&text).unwrap();
    let panels = dashboard["panels"].as_array().unwrap();
    let targets = panels.iter().flat_map(|panel| panel["targets"].as_array().unwrap());
    let shown: BTreeSet<&str> = targets
        .flat_map(|target| target["expr"].as_str().unwrap().split(|c: char| !c.is_alphanumeric() && c != '_'))
        .filter(|word| word.starts_with("rushhour_"))
        .map(|name| name.strip_suffix("_bucket").unwrap_or(name))
        .collect();
    let known: BTreeSet<&str> = families.keys().map(String::as_str).collect();
    assert_eq!(shown, known, "and each of them has its place");
    let readme = read("README.md");
    for name in known {
        assert!(readme.contains(&format!("`{name}`")), "README.md does not name {name}");
    }
    for target in panels.iter().flat_map(|panel| panel["targets"].as_array().unwrap()) {
        let [expression, legend] = ["expr", "legendFormat"].map(|key| target[key].as_str().unwrap());
        labels_are_there(expression, legend, &families);
    }
    let ids: BTreeSet<u64> = panels.iter().map(|panel| panel["id"].as_u64().unwrap()).collect();
    assert_eq!(ids.len(), panels.len(), "each panel has a number of its own");
}

#[test]
fn the_services_of_compose_fit_together() {
    let compose = yaml("compose.yaml");
    let services = compose["services"].as_object().unwrap();
    let pom = read("tests/kafka/pom.xml");
    let kafka = services["kafka"]["image"].as_str().unwrap().strip_prefix("apache/kafka:").unwrap();
    assert!(pom.contains(&format!("<kafka.version>{kafka}</kafka.version>")), "the Kafka that the tests use");
    assert_eq!(services["producer"]["image"], image().as_str());
    for (name, service) in services {
        for port in texts(&service["ports"]) {
            assert!(port.starts_with("127.0.0.1:"), "{name} is not for others: {port}");
        }
        for (other, _) in service["depends_on"].as_object().into_iter().flatten() {
            assert!(services[other].get("healthcheck").is_some(), "{name} waits for {other}");
        }
    }
    let kafka = &services["kafka"]["environment"];
    let inside = "INSIDE://kafka:19092,OUTSIDE://localhost:9092";
    assert_eq!(kafka["KAFKA_ADVERTISED_LISTENERS"], inside);
    let command = texts(&services["producer"]["command"]);
    assert!(command.contains(&"kafka.bootstrap.servers=kafka:19092".to_owned()), "{command:?}");
}

#[test]
fn the_producer_of_compose_runs() {
    let compose = yaml("compose.yaml");
    let gallery = format!("{}/scenarios/", env!("CARGO_MANIFEST_DIR"));
    let command = texts(&compose["services"]["producer"]["command"]);
    let cluster = MockCluster::new(1).unwrap();
    let command: Vec<String> = short(&command)
        .iter()
        .map(|word| {
            word.replace("/scenarios/", &gallery)
                .replace("${SCENARIO:-clickstream}", "hello")
                .replace("kafka:19092", &cluster.bootstrap_servers())
        })
        .collect();
    let words: Vec<&str> = command.iter().map(String::as_str).collect();
    let called = Folder::new().call(&words).done();
    assert!(called.err.contains("Events Acknowledged: 5\n"), "{}", called.err);
}

#[test]
fn the_job_runs_the_scenario_of_its_map_with_the_secret() {
    let (job, map, secret) =
        ["job", "configmap", "secret"].map(|name| yaml(&format!("deploy/kubernetes/{name}.yaml"))).into();
    for (resource, version, kind) in
        [(&job, "batch/v1", "Job"), (&map, "v1", "ConfigMap"), (&secret, "v1", "Secret")]
    {
        assert_eq!((&resource["apiVersion"], &resource["kind"]), (&version.into(), &kind.into()));
        assert!(resource["metadata"]["name"].is_string());
    }
    let pod = &job["spec"]["template"]["spec"];
    assert_eq!((&pod["restartPolicy"], &job["spec"]["backoffLimit"]), (&"Never".into(), &0.into()));
    assert_eq!(pod["securityContext"]["runAsNonRoot"], true);
    assert_eq!(pod["volumes"][0]["configMap"]["name"], map["metadata"]["name"]);
    let container = &pod["containers"][0];
    assert_eq!(container["image"], image().as_str());
    assert_eq!(container["envFrom"][0]["secretRef"]["name"], secret["metadata"]["name"]);
    let (mount, volume) = (&container["volumeMounts"][0], &pod["volumes"][0]);
    assert_eq!(mount["name"], volume["name"]);

    let folder = Folder::new();
    for (name, text) in map["data"].as_object().unwrap() {
        folder.write(name, text.as_str().unwrap());
    }
    let mounted = format!("{}/", mount["mountPath"].as_str().unwrap());
    let arguments = short(&texts(&container["args"]));
    let arguments: Vec<String> = arguments.iter().map(|word| word.replace(&mounted, "")).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let cluster = MockCluster::new(1).unwrap();
    let run = |topic: &str| {
        let mut command = folder.command(&words);
        for (name, value) in secret["stringData"].as_object().unwrap() {
            command.env(name, value.as_str().unwrap());
        }
        command
            .env("KAFKA_BOOTSTRAP_SERVERS", cluster.bootstrap_servers())
            .env("KAFKA_SECURITY_PROTOCOL", "PLAINTEXT")
            .env("KAFKA_TOPIC", topic);
        call(command)
    };
    assert!(run("load.users").done().err.contains("Events Acknowledged: 5\n"));
    run("users").refused(3, "the topic 'users' is not allowed");
}

#[test]
fn the_image_is_small_and_belongs_to_nobody() {
    let text = read("Dockerfile");
    let last = text.split("\nFROM ").last().unwrap();
    assert!(text.matches("\nFROM ").count() == 2 && last.starts_with("debian:bookworm-slim\n"), "{last}");
    assert!(
        last.contains("\nUSER 10001:10001\n") && last.contains("\nENTRYPOINT [\"rushhour\"]\n"),
        "{last}"
    );
    let toolchain = env!("CARGO_PKG_RUST_VERSION");
    assert!(text.contains(&format!("\nFROM rust:{toolchain}-slim-bookworm AS build\n")), "{text}");
    let copied =
        text.lines().filter_map(|line| line.strip_prefix("COPY ")).filter(|line| !line.starts_with("--"));
    for source in copied.flat_map(|line| line.rsplit_once(' ').unwrap().0.split(' ')) {
        let path = format!("{}/{source}", env!("CARGO_MANIFEST_DIR"));
        assert!(std::path::Path::new(&path).exists(), "{source} is not there");
    }
}
