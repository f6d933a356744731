using Engram.MemoryNetworks.Encoding;
using Engram.Text;

namespace Engram.Training.Recipes.Memories;

/// <summary>Words of questions and relations, followed by the entities of a knowledge base. An entity is one symbol however many words its
/// name has (the authors' dictionary of n-grams). Entity i is answer i of the network's list.</summary>
public sealed class EntityVocabulary
{
    private readonly int[] _ids;
    private readonly Dictionary<long, int> _entities;

    /// <param name="encoder">An encoder whose vocabulary holds the entities.</param>
    /// <param name="entities">Entity names in the order of their numbers.</param>
    public EntityVocabulary(MemoryEncoder encoder, IReadOnlyList<string> entities)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        Encoder = encoder;
        Entities = entities;
        _ids = [.. entities.Select(entity => encoder.Vocabulary.IdOf(MemoryEncoder.AnswerOf(entity)))];
        _entities = _ids.Index().Where(entity => entity.Item != Vocabulary.Unknown)
            .ToDictionary(entity => (long)entity.Item, entity => entity.Index);
    }

    public MemoryEncoder Encoder { get; }

    public IReadOnlyList<string> Entities { get; }

    /// <summary>Builds a vocabulary of the entities and the words that occur at least <paramref name="minimumCount"/> times.</summary>
    public static EntityVocabulary Build(IReadOnlyList<string> entities, IEnumerable<string> texts, int minimumCount, int longestText)
    {
        string[] names = [.. entities.Select(MemoryEncoder.AnswerOf)];
        var known = names.ToHashSet(StringComparer.Ordinal);
        var marks = Vocabulary.Build([], 0).Words;
        var words = Vocabulary.Build(texts.SelectMany(Tokenizer.Tokenize).Where(word => !known.Contains(word)), int.MaxValue, minimumCount)
            .Words;
        var vocabulary = new Vocabulary([.. words, .. names.Except(marks)]);
        return new EntityVocabulary(
            new MemoryEncoder(vocabulary, buckets: 0, longestText, names.Max(name => name.Count(' ') + 1)), entities);
    }

    public long IdOf(int entity) => _ids[entity];

    public bool IsEntity(long id) => _entities.ContainsKey(id);

    /// <summary>The entities among the ids, in order, without duplicates.</summary>
    public IReadOnlyList<int> EntitiesIn(IEnumerable<long> ids) =>
        [.. ids.Where(_entities.ContainsKey).Select(id => _entities[id]).Distinct()];
}
