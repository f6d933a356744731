// Keyphrases of posts by extractors of npm, as engram's "predict keyphrases" writes them for a file of JSON lines.
//   node keywords.mjs retext-keywords|wink-nlp POSTS.jsonl > predictions.jsonl
import { readFileSync } from 'node:fs';

const mostPhrases = 5;

async function retextKeywords() {
  const [{ unified }, { default: english }, { default: pos }, { default: keywords }, { toString }] = await Promise.all([
    import('unified'), import('retext-english'), import('retext-pos'), import('retext-keywords'), import('nlcst-to-string'),
  ]);
  const processor = unified().use(english).use(pos).use(keywords, { maximum: mostPhrases });
  return async (text) => {
    const file = { value: text, data: {} };
    await processor.run(processor.parse(text), file);
    return file.data.keyphrases.map((phrase) => ({ phrase: phrase.matches[0].nodes.map((node) => toString(node)).join(''), score: phrase.score }));
  };
}

// wink-nlp has no keyphrases of its own: hashtags, then runs of nouns and proper nouns with the adjectives before them, in the order of the post.
async function winkNlp() {
  const [{ default: wink }, { default: model }] = await Promise.all([import('wink-nlp'), import('wink-eng-lite-web-model')]);
  const nlp = wink(model);
  return async (text) => {
    const tokens = nlp.readDoc(text).tokens();
    const [words, tags, types] = [tokens.out(), tokens.out(nlp.its.pos), tokens.out(nlp.its.type)];
    const hashtags = words.filter((_, i) => types[i] === 'hashtag').map((word) => word.slice(1));
    const runs = [];
    for (let at = 0; at < words.length; at++) {
      let end = at;
      while (end < words.length && types[end] === 'word' && ['ADJ', 'NOUN', 'PROPN'].includes(tags[end])) end++;
      if (end > at && tags.slice(at, end).some((tag) => tag !== 'ADJ')) runs.push(words.slice(at, end).join(' '));
      at = Math.max(at, end - 1);
    }
    return [...hashtags, ...runs].map((phrase) => ({ phrase }));
  };
}

const extractors = { 'retext-keywords': retextKeywords, 'wink-nlp': winkNlp };
const [name, path] = process.argv.slice(2);
if (!extractors[name] || !path) {
  console.error(`usage: node keywords.mjs ${Object.keys(extractors).join('|')} POSTS.jsonl`);
  process.exit(2);
}

const extract = await extractors[name]();
for (const line of readFileSync(path, 'utf8').split('\n').filter(Boolean)) {
  const { id, text } = JSON.parse(line);
  const keyphrases = (await extract(text)).filter(({ phrase }) => phrase.trim()).slice(0, mostPhrases);
  console.log(JSON.stringify({ id, keyphrases }));
}
