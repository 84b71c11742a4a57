export * from './logical-unit';
