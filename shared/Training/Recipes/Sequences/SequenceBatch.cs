using Engram.Training.Torch;

namespace Engram.Training.Recipes.Sequences;

/// <summary>Consecutive training events of a subject, at most a window: each item is to predict the one after it.</summary>
internal sealed record SequenceWindow(SubjectHistory Subject, IReadOnlyList<int> Items, IReadOnlyList<int> Targets)
{
    public static IEnumerable<SequenceWindow> Of(SubjectHistory subject, int window)
    {
        int[] items = [.. subject.Items.Take(subject.Trained)];
        for (var from = 0; from < items.Length - 1; from += window)
        {
            var length = Math.Min(window, items.Length - 1 - from);
            yield return new SequenceWindow(subject, items[from..(from + length)], items[(from + 1)..(from + 1 + length)]);
        }
    }
}

/// <summary>Sequences side by side. Shorter ones are padded at their end, where padding changes nothing before it.</summary>
/// <param name="Items">int64 [B, T]; 0 is padding.</param>
/// <param name="Lengths">Length of each row.</param>
internal sealed record SequenceBatch(Tensor Items, IReadOnlyList<int> Lengths)
{
    public static SequenceBatch Of(IReadOnlyList<IReadOnlyList<int>> rows)
    {
        var longest = rows.Max(row => row.Count);
        var items = new long[rows.Count * longest];
        foreach (var (index, row) in rows.Index())
        {
            for (var step = 0; step < row.Count; step++)
                items[(index * longest) + step] = row[step];
        }

        return new SequenceBatch(torch.tensor(items, [rows.Count, longest]), [.. rows.Select(row => row.Count)]);
    }

    /// <summary>All steps that are no padding.</summary>
    public IEnumerable<long> AllPlaces() =>
        Lengths.SelectMany((length, row) => Enumerable.Range(0, length).Select(step => (row * Items.shape[1]) + step));

    /// <summary>The last step of each row.</summary>
    public IEnumerable<long> LastPlaces() => Lengths.Select((length, row) => (row * Items.shape[1]) + length - 1);

    /// <summary>Picks steps: [B, T, E] -> [places, E].</summary>
    public static Tensor Rows(Tensor values, IEnumerable<long> places)
    {
        long[] picked = [.. places];
        return values.reshape(-1, values.shape[2]).index_select(0, torch.tensor(picked, [picked.Length]));
    }
}
