using System.Globalization;

namespace Engram.Training.Loop;

/// <summary>Decides by held-out metrics whether a new version may replace the promoted one.</summary>
public static class Gate
{
    /// <summary>Every metric in <see cref="TrainingSettings.MinimumMetrics"/> must reach its minimum and may be at most
    /// <see cref="TrainingSettings.AllowedLoss"/> below that of the promoted version.</summary>
    /// <param name="promoted">Metrics of the promoted version; null when there is none.</param>
    /// <returns>Why the new version may not be promoted; empty when it may.</returns>
    public static IReadOnlyList<string> Objections(
        IReadOnlyDictionary<string, double> metrics, IReadOnlyDictionary<string, double>? promoted, TrainingSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var objections = new List<string>();
        foreach (var (name, minimum) in settings.MinimumMetrics)
        {
            if (!metrics.TryGetValue(name, out var value))
                objections.Add($"there is no metric '{name}'; there are {string.Join(", ", metrics.Keys)}");
            else if (!(value >= minimum))
                objections.Add(string.Create(CultureInfo.InvariantCulture, $"{name} is {value:F4}, at least {minimum:F4} is asked for"));
            else if (promoted is not null && promoted.TryGetValue(name, out var before) && !(value >= before - settings.AllowedLoss))
                objections.Add(string.Create(CultureInfo.InvariantCulture, $"{name} is {value:F4}, the promoted version has {before:F4} "
                    + $"and may be missed by {settings.AllowedLoss:F4}"));
        }

        return objections;
    }
}
