import { metacontroller } from './metacontroller'
import { operator } from './operator'
import { pause } from './pause'
import type { Recipe } from './recipe'

export type ImageName = 'operator' | 'metacontroller' | 'pause'

export const recipes: Readonly<Record<ImageName, Recipe>> = {
  operator,
  metacontroller: metacontroller(process.env['METACONTROLLER']),
  pause,
}

export const isImageName = (name: string): name is ImageName => Object.hasOwn(recipes, name)
