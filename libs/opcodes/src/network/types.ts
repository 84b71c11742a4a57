/** What the operations on networks take. */
import { z } from 'zod';

export const network4 = z.cidrv4();
export const network6 = z.cidrv6();
export const address4 = z.ipv4();
export const address6 = z.ipv6();

/** The text that takes a value away, where it can be changed. */
export const none = z.literal('none');
