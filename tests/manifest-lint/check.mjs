// Checks Kubernetes manifests on standard input against the schemas of their kinds. Prints a line for each fault; exit code 1 when there is one.
import { readFileSync } from "node:fs";
import { parseAllDocuments } from "yaml";

const packages = { "keda.sh": "@kubernetes-models/keda" };

// apps/v1 of Kubernetes is kubernetes-models/apps/v1; v1 is kubernetes-models/v1; keda.sh/v1alpha1 has a package of its own.
const moduleOf = ({ apiVersion, kind }) => {
  const [group, version] = apiVersion.includes("/") ? apiVersion.split("/") : ["", apiVersion];
  const own = packages[group];
  return own ? `${own}/${group}/${version}/${kind}` : `kubernetes-models/${group ? `${group}/` : ""}${version}/${kind}`;
};

// The schemas do not refuse unknown fields, but only fields that they know are read: what is never read is unknown.
const observed = (value, read, path = "") =>
  value === null || typeof value !== "object" ? value : new Proxy(value, {
    get: (target, key) => {
      const at = typeof key === "symbol" || Array.isArray(target) ? `${path}/${String(key)}` : (read.add(`${path}/${key}`), `${path}/${key}`);
      return typeof target[key] === "function" ? target[key] : observed(target[key], read, at);
    },
  });

const unread = (value, read, path = "") => {
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, below]) => {
    const at = `${path}/${key}`;
    return Array.isArray(value) || read.has(at) ? unread(below, read, at) : [at];
  });
};

const check = async (manifest) => {
  const read = new Set();
  try {
    const kinds = await import(moduleOf(manifest));
    const model = new kinds[manifest.kind](manifest);
    kinds[manifest.kind].prototype.validate.call(observed(model, read));
    return unread(manifest, read).map((field) => `there is no field ${field}`);
  } catch (fault) {
    return [fault.message];
  }
};

const faults = [];
for (const document of parseAllDocuments(readFileSync(0, "utf8"))) {
  const manifest = document.toJS();
  if (manifest !== null)
    faults.push(...(await check(manifest)).map((fault) => `${manifest.kind} ${manifest.metadata?.name}: ${fault}`));
}

faults.forEach((fault) => console.log(fault));
process.exitCode = faults.length === 0 ? 0 : 1;
