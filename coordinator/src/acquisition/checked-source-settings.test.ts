import { isTilewrightError } from "@tilewright/contract/errors";
import type { SourceKind } from "@tilewright/contract/source-settings";
import { expect, it } from "vitest";
import { checkSourceSettings } from "./checked-source-settings.ts";

it("no settings are the defaults, where there are any", () => {
	expect(checkSourceSettings("list", {})).toMatchObject({
		settings: { listFiles: ["pipeline-input.json", "dashboard.json"], pollSeconds: 2, maximumLostTiles: 1000 },
	});
	expect(checkSourceSettings("announced", null).settings).toEqual({});
	expect(checkSourceSettings("directory", { pattern: "{n}.tif" })).toMatchObject({
		settings: { settleSeconds: 30, checkFormat: true, lattice: null, position: { from: "metadata" } },
	});
});

it.each<[SourceKind, object, string]>([
	["list", { pollSeconds: 0.1 }, "pollSeconds"],
	["list", { polSeconds: 1 }, 'Unrecognized key: "polSeconds"'],
	["list", { listFiles: ["../list.json"] }, "below the source's root"],
	["directory", {}, "pattern"],
	["directory", { pattern: "{n}.tif", lattice: { x: "n" } }, '"n" of type int'],
	["directory", { pattern: "{n:int}.tif", lattice: { index: "n", order: "columns" } }, 'needs "rows"'],
	["directory", { pattern: "{n}.tif", position: { from: "lattice" } }, "position.step"],
	["directory", { pattern: "{n}.tif", companions: ["{m}.json"] }, "{m}"],
	["directory", { pattern: "{n}.tif", finishedMarker: "/done" }, "finishedMarker"],
	["directory", { pattern: "{n}.tif", manifest: "a", sentinel: "b" }, "set one of them"],
])("a source of kind %s does not take %j: %s", (kind, settings, reason) => {
	try {
		checkSourceSettings(kind, settings);
		expect.unreachable();
	} catch (error) {
		if (!isTilewrightError(error, "ARGUMENT_INVALID")) throw error;
		expect(error.message).toContain(reason);
	}
});

it("a pattern that is wrong has its own code", () => {
	expect(() => checkSourceSettings("directory", { pattern: "{n" })).toThrow("column 1");
});
