import { attemptOutcomes, inputStates, taskStates } from "@tilewright/contract/states";
import { isEnumType, isInputObjectType, isInterfaceType, isObjectType, isScalarType } from "graphql/index.js";
import { describe, expect, it } from "vitest";
import { toEnumName } from "./enum-type.ts";
import { schema } from "./schema.ts";

const ownTypes = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith("__"));
const builtInScalars = new Set(["ID", "Int", "Float", "String", "Boolean"]);

describe("the schema", () => {
	it("describes every type, field, argument and enum value", () => {
		const undescribed: string[] = [];
		const look = (path: string, { description }: { description?: string | null | undefined }) => {
			if (!description?.trim()) undescribed.push(path);
		};
		for (const type of ownTypes) {
			if (isScalarType(type) && builtInScalars.has(type.name)) continue;
			look(type.name, type);
			if (isEnumType(type)) for (const value of type.getValues()) look(`${type.name}.${value.name}`, value);
			if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) continue;
			for (const field of Object.values(type.getFields())) {
				look(`${type.name}.${field.name}`, field);
				if ("args" in field)
					for (const argument of field.args) look(`${type.name}.${field.name}(${argument.name})`, argument);
			}
		}
		expect(undescribed).toEqual([]);
	});

	it("knows every word of the contract", () => {
		const names = (name: string) => {
			const type = schema.getType(name);
			return isEnumType(type)
				? type
						.getValues()
						.map((value) => value.name)
						.sort()
				: [];
		};
		expect(names("TaskState")).toEqual(taskStates.map(toEnumName).sort());
		expect(names("AttemptOutcome")).toEqual(attemptOutcomes.map(toEnumName).sort());
		expect(names("InputState")).toEqual(inputStates.map(toEnumName).sort());
		expect(toEnumName("couldNotStart")).toBe("COULD_NOT_START");
	});

	it("takes one input object in every mutation, with a message for the audit", () => {
		for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
			expect(
				field.args.map((argument) => argument.name),
				field.name,
			).toEqual(["input"]);
			const [input] = field.args;
			const type = schema.getType(String(input?.type).replace("!", ""));
			expect(isInputObjectType(type) && Object.keys(type.getFields()), field.name).toContain("message");
		}
	});
});
