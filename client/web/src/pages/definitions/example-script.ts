/** A whole program to begin with: copies what it is given, and measures one number of it. Python without packages. */
export const exampleScript = `import json, os, shutil

with open(os.environ["TILEWRIGHT_TASK"]) as file:
    task = json.load(file)
outputs = os.environ["TILEWRIGHT_OUTPUT_DIRECTORY"]  # there already, and empty

size = 0
for given in task["inputs"]:
    for artifact in given["artifacts"]:
        path = os.path.join(given["directory"], artifact["path"])
        size += os.path.getsize(path)
        shutil.copy(path, outputs)

# task["parameters"] has the stage's parameters; gates and plots read metrics.json.
with open(os.path.join(outputs, "metrics.json"), "w") as file:
    json.dump({"inputBytes": size}, file)
`;
