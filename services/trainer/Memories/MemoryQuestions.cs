using Engram.KeyHashing;
using Engram.ModelPackage.Memories;

namespace Engram.Trainer.Memories;

/// <summary>Questions about the facts of a knowledge base, each with the memories it recalls and the answers that are right.</summary>
public sealed class MemoryQuestions
{
    // F (Miller et al. 2016, section 3.1), as memory sets have it unless they say otherwise.
    private const int FrequencyCutoff = 1000;

    private readonly IReadOnlyList<StoredMemory> _memories;
    private readonly WordHashIndex _index;
    private readonly IReadOnlyDictionary<string, RelationTemplates> _templates;
    private readonly int _maxMemories;
    private readonly Fact[] _facts;

    public MemoryQuestions(IReadOnlyList<Triple> triples, IReadOnlyDictionary<string, RelationTemplates> templates, int maxMemories)
    {
        ArgumentNullException.ThrowIfNull(triples);
        _templates = templates;
        _maxMemories = maxMemories;
        _memories = [.. triples.SelectMany(triple => triple.ToMemories()).Distinct().Select((memory, i) => new StoredMemory(i + 1, memory.Key, memory.Value))];
        _index = WordHashIndex.Empty(FrequencyCutoff).With(_memories, epoch: 1);
        _facts =
        [
            .. triples.SelectMany(triple => ((string Subject, string Relation, string Answer)[])[
                    (triple.Subject, triple.Relation, triple.ObjectText), (triple.ObjectText, "!" + triple.Relation, triple.Subject)])
                .Where(fact => templates.ContainsKey(fact.Relation))
                .GroupBy(fact => (fact.Subject, fact.Relation), fact => MemoryEncoder.AnswerOf(fact.Answer))
                .Select(fact => new Fact(fact.Key.Subject, fact.Key.Relation, fact.ToHashSet(StringComparer.Ordinal))),
        ];
    }

    /// <summary>Pairs of a subject and a relation that can be asked for.</summary>
    public int Count => _facts.Length;

    /// <summary>Numbers of facts, as many of each relation: few films have their director in the knowledge base, and nobody asks for them less. A
    /// relation with fewer facts than its share is gone through again.</summary>
    public int[] DrawEvenly(int count, Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        var relations = _facts.Index().GroupBy(fact => fact.Item.Relation, fact => fact.Index).Select(relation => relation.ToArray()).ToArray();
        foreach (var relation in relations)
            random.Shuffle(relation);
        return [.. Enumerable.Range(0, count).Select(i => relations[i % relations.Length][i / relations.Length % relations[i % relations.Length].Length])];
    }

    /// <summary>Paraphrases of all relations and parts.</summary>
    public int Templates => _templates.Values.Sum(relation => relation.Train.Count + relation.Validation.Count + relation.HeldOut.Count);

    /// <summary>Every text that a vocabulary is built from: keys, and questions of the training part without their subjects.</summary>
    public IEnumerable<string> TrainingTexts() =>
        _memories.Select(memory => memory.Key)
            .Concat(_templates.Values.SelectMany(relation => relation.Train).Select(template => RelationTemplates.Ask(template, "")));

    /// <summary>Asks for a fact. Which paraphrase, and whether it is forgotten, is drawn from <paramref name="random"/>.</summary>
    /// <param name="fact">Number of the fact, from 0.</param>
    /// <param name="part">Whose paraphrases are used.</param>
    /// <param name="forgotten">Share of questions whose fact is taken out of the memory, so that the right answer is none: half of them the one
    /// fact, half all that is known of its subject.</param>
    /// <param name="random">Source of what is drawn.</param>
    public GoldQuestion Ask(int fact, QuestionPart part, double forgotten, Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        var (subject, relation, answers) = _facts[fact];
        var templates = _templates[relation].Of(part);
        var text = RelationTemplates.Ask(templates[random.Next(templates.Count)], subject);
        if (random.NextDouble() >= forgotten)
            return new GoldQuestion(Recall(text, null), relation, answers);

        Predicate<StoredMemory> isForgotten = random.Next(2) == 0
            ? memory => memory.Key == Triple.KeyOf(subject, relation)
            : memory => memory.Key.StartsWith(subject + " ", StringComparison.Ordinal) && !memory.Key.AsSpan(subject.Length + 1).Contains(' ');
        return new GoldQuestion(Recall(text, isForgotten), relation, new HashSet<string>());
    }

    private MemoryQuestion Recall(string text, Predicate<StoredMemory>? isForgotten) =>
        new(text, [.. _index.Recall(text, _maxMemories, isForgotten: isForgotten).Memories.Select(memory => new KeyValueMemory(memory.Key, memory.Value))]);

    private sealed record Fact(string Subject, string Relation, IReadOnlySet<string> Answers);
}

/// <summary>A question with its right answers, as <see cref="MemoryEncoder.AnswerOf"/> writes them; none when it can't be answered.</summary>
public sealed record GoldQuestion(MemoryQuestion Question, string Relation, IReadOnlySet<string> Answers)
{
    public bool IsAnswerable => Answers.Count > 0;

    /// <summary>Whether a candidate, by its number, is a right answer.</summary>
    public bool IsRight(int candidate) => Answers.Contains(MemoryEncoder.AnswerOf(Question.Candidates[candidate]));
}
