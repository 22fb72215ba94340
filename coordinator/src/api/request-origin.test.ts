import { describe, expect, it } from "vitest";
import { isAllowedHost, isAllowedOrigin } from "./request-origin.ts";

describe("a WebSocket", () => {
	it.each([
		[undefined, "localhost:6001", true],
		["http://localhost:6001", "localhost:6001", true],
		["http://localhost:5173", "localhost:6001", false],
		["https://microscope.example", "localhost:6001", true],
		["https://evil.example", "localhost:6001", false],
		["null", "localhost:6001", false],
		["http://localhost:6001", undefined, false],
	])("from %s to %s is allowed: %s", (origin, host, isAllowed) => {
		expect(isAllowedOrigin(origin, host, ["microscope.example"])).toBe(isAllowed);
	});
});

describe("a request by the name", () => {
	it.each([
		["localhost:6001", "127.0.0.1", true],
		["127.0.0.1:6001", "127.0.0.1", true],
		["[::1]:6001", "::1", true],
		["rebound.example:6001", "127.0.0.1", false],
		["localhost.evil.example", "localhost", false],
		["microscope.example", "127.0.0.1", true],
		["microscope.example:8080", "127.0.0.1", true],
		["anything.example", "0.0.0.0", true],
	])("%s to a server bound to %s is allowed: %s", (host, boundTo, isAllowed) => {
		expect(isAllowedHost(host, boundTo, ["microscope.example"])).toBe(isAllowed);
	});
});
