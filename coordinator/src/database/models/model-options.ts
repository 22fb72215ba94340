import type { ModelOptions } from "sequelize";

/** Tables are made by the migrations; the models only read them. camelCase becomes snake_case here, once. */
export function tableOptions(tableName: string): ModelOptions {
	return { tableName, freezeTableName: true, underscored: true, timestamps: false };
}
