//! A runner of GitHub's: it runs the steps of `action.yml` in a checkout, and obeys what they print.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command as Process;

use serde_json::Value as Json;
use tempfile::TempDir;

use crate::render::github::{Command, command};
use crate::run::AS_OF;

/// What a job printed and left behind.
pub(super) struct Ran {
    pub(super) code: i32,
    pub(super) log: String,
    pub(super) outputs: BTreeMap<String, String>,
    pub(super) summary: String,
}

/// A runner with a checkout.
pub(super) struct Runner {
    pub(super) temp: TempDir,
    pub(super) checkout: PathBuf,
    inputs: BTreeMap<String, String>,
    pub(super) event: BTreeMap<String, String>,
    /// Folders before all others on the PATH.
    pub(super) path: Vec<PathBuf>,
}

impl Runner {
    pub(super) fn new(checkout: PathBuf) -> Self {
        let action = action();
        let inputs = action["inputs"].as_object().unwrap().iter();
        let defaults =
            inputs.map(|(name, input)| (name.clone(), input["default"].as_str().unwrap().to_owned()));
        let mut runner = Self {
            temp: tempfile::tempdir().unwrap(),
            checkout,
            inputs: defaults.collect(),
            event: BTreeMap::new(),
            path: Vec::new(),
        };
        runner.input("soplint", env!("CARGO_BIN_EXE_soplint"));
        runner.input("as-of", AS_OF);
        runner
    }

    pub(super) fn input(&mut self, name: &str, value: &str) {
        assert!(self.inputs.insert(name.into(), value.into()).is_some(), "there is no input {name}");
    }

    pub(super) fn of_pull_request(mut self, base: &str, head: &str) -> Self {
        self.event.insert("github.event.pull_request.base.sha".into(), base.into());
        self.event.insert("github.event.pull_request.head.sha".into(), head.into());
        self
    }

    /// The value of `${{ ... }}`: the first of its alternatives that is not empty.
    fn expression(&self, text: &str, steps: &BTreeMap<String, String>) -> String {
        let inner =
            text.strip_prefix("${{").and_then(|rest| rest.strip_suffix("}}")).expect("all of the value");
        let mut values = inner.split("||").map(str::trim).map(|name| match name.strip_prefix("inputs.") {
            Some(input) => self.inputs[input].clone(),
            None => self.event.get(name).or_else(|| steps.get(name)).cloned().unwrap_or_default(),
        });
        values.find(|value| !value.is_empty()).unwrap_or_default()
    }

    /// The job: every step, until one fails.
    pub(super) fn run(&self) -> Ran {
        let file = |name: &str| {
            let path = self.temp.path().join(name);
            fs::write(&path, "").unwrap();
            path
        };
        let (output, summary) = (file("output"), file("summary"));
        let mut path = self.path.clone();
        path.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap()));
        let (mut steps, mut log, mut code) = (BTreeMap::new(), String::new(), 0);
        for step in action()["runs"]["steps"].as_array().unwrap() {
            fs::write(&output, "").unwrap();
            let mut bash = Process::new("bash");
            bash.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"].as_str().unwrap()]);
            bash.env_clear().current_dir(&self.checkout).env("PATH", std::env::join_paths(&path).unwrap());
            bash.env("GITHUB_ACTIONS", "true").env("CI", "true").env("HOME", self.temp.path());
            bash.env("GITHUB_ACTION_PATH", env!("CARGO_MANIFEST_DIR"))
                .env("GITHUB_WORKSPACE", &self.checkout);
            bash.env("GITHUB_OUTPUT", &output).env("GITHUB_STEP_SUMMARY", &summary);
            bash.env("RUNNER_TEMP", self.temp.path()).env("GIT_CONFIG_NOSYSTEM", "1");
            for (name, value) in step["env"].as_object().unwrap() {
                bash.env(name, self.expression(value.as_str().unwrap(), &steps));
            }
            let out = bash.output().unwrap();
            log += &String::from_utf8([out.stdout, out.stderr].concat()).unwrap();
            let id = step["id"].as_str().unwrap();
            for line in fs::read_to_string(&output).unwrap().lines() {
                let (name, value) = line.split_once('=').expect("name=value");
                steps.insert(format!("steps.{id}.outputs.{name}"), value.to_owned());
            }
            code = out.status.code().unwrap();
            if code != 0 {
                break;
            }
        }
        let outputs = action()["outputs"].as_object().unwrap().clone();
        let outputs = outputs
            .into_iter()
            .map(|(name, output)| (name, self.expression(output["value"].as_str().unwrap(), &steps)));
        Ran { code, log, outputs: outputs.collect(), summary: fs::read_to_string(summary).unwrap() }
    }
}

impl Ran {
    /// What the runner obeys, with `stop-commands` heeded.
    pub(super) fn commands(&self) -> Vec<Command> {
        let mut stopped: Option<String> = None;
        let mut obeyed = Vec::new();
        for line in self.log.split(['\n', '\r']) {
            if let Some(token) = &stopped {
                if line.trim() == format!("::{token}::") {
                    stopped = None;
                }
            } else if let Some(command) = command(line) {
                if command.name == "stop-commands" {
                    assert_eq!(command.data.len(), 32, "a long token");
                    stopped = Some(command.data);
                } else {
                    obeyed.push(command);
                }
            }
        }
        assert_eq!(stopped, None, "commands stay stopped");
        obeyed
    }

    pub(super) fn annotations(&self, level: &str) -> Vec<Command> {
        self.commands().into_iter().filter(|command| command.name == level).collect()
    }

    pub(super) fn sarif(&self) -> Json {
        serde_json::from_str(&fs::read_to_string(&self.outputs["sarif"]).unwrap()).unwrap()
    }
}

fn action() -> Json {
    let text = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/action.yml")).unwrap();
    serde_yaml::from_str(&text).unwrap()
}

pub(super) fn says(folder: &Path, args: &[&str]) -> String {
    let out = Process::new("git").args(args).current_dir(folder).output().unwrap();
    assert!(out.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).unwrap().trim().to_owned()
}
