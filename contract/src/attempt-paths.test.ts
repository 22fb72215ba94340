import { expect, test } from "vitest";
import {
	attemptDirectory,
	attemptLogFile,
	attemptOutputRoot,
	attemptTaskFile,
	joinPath,
	keptTaskFile,
	predecessorLogFile,
	publishedDirectory,
} from "./attempt-paths.ts";

test("an attempt's private files lie below the hidden folder of the stage's output path", () => {
	expect(attemptDirectory("/data/out/", 812345)).toBe("/data/out/.tilewright/attempts/812345");
	expect(attemptOutputRoot("/data/out", 812345)).toBe("/data/out/.tilewright/attempts/812345/output");
	expect(attemptTaskFile("/data/out", 812345)).toBe("/data/out/.tilewright/attempts/812345/task.json");
});

test("logs lie a thousand attempts to a folder", () => {
	expect(attemptLogFile("/out", 812345, "stdout")).toBe("/out/.tilewright/logs/812/812345.stdout.log");
	expect(attemptLogFile("/out", 999, "stderr")).toBe("/out/.tilewright/logs/0/999.stderr.log");
	expect(keptTaskFile("/out", 1000)).toBe("/out/.tilewright/logs/1/1000.task.json");
});

test("the predecessor's log file is a prefix in the tile's .log folder", () => {
	expect(predecessorLogFile("/out", "2021/00123", "lf", "00123")).toBe("/out/2021/00123/.log/lf-00123");
	expect(predecessorLogFile("/out", "2021/00123", "", "00123")).toBe("/out/2021/00123/.log/00123");
});

test("joining neither doubles slashes nor loses the root", () => {
	expect(joinPath("/", "a", "b")).toBe("/a/b");
	expect(joinPath("C:\\data\\", "a")).toBe("C:\\data/a");
	expect(publishedDirectory("/out", "")).toBe("/out");
	expect(publishedDirectory("/out", ".")).toBe("/out");
});
