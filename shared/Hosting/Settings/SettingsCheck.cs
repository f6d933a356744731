using System.ComponentModel;
using Engram.ApiContracts;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Engram.Hosting;

/// <summary>Refuses settings that no part of the service reads: a misspelled name would leave a default in force unseen.</summary>
internal sealed class SettingsCheck(IEnumerable<SettingsSection> sections, IConfiguration configuration, SecretFiles files)
    : IValidateOptions<SettingNames>
{
    // So many letters differ at most between a section of ours and a misspelled one. Further away is some other program's.
    private const int MisspelledLetters = 2;

    private readonly SettingNode _root = SettingNode.Of(sections);

    public ValidateOptionsResult Validate(string? name, SettingNames options)
    {
        var faults = files.Faults.Concat(configuration.GetChildren().SelectMany(FaultsOfRoot)).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    /// <summary>Says of each value of a section that can't be read what would be right.</summary>
    public static IEnumerable<string> Unreadable(string section, Type type, IConfiguration configuration) =>
        Unreadable(SettingNode.Of([new SettingsSection(section, type)]), configuration.GetChildren());

    private static IEnumerable<string> Unreadable(SettingNode node, IEnumerable<IConfigurationSection> children) =>
        from child in children
        let known = node.Children.GetValueOrDefault(child.Key) ?? node.Element
        where known is not null
        from fault in known.ValueType is { } type ? UnreadableValue(child, type) : Unreadable(known, child.GetChildren())
        select fault;

    private static IEnumerable<string> UnreadableValue(IConfigurationSection setting, Type type)
    {
        var wanted = Nullable.GetUnderlyingType(type) ?? type;
        // An empty text stands for null, as .NET binds it.
        if (string.IsNullOrEmpty(setting.Value) || IsReadable(setting.Value, wanted))
            yield break;
        yield return $"{Variable(setting.Path)} is '{setting.Value}'; {InWords(wanted)} is needed.";
    }

    private static bool IsReadable(string value, Type type) =>
        type.IsEnum ? Enum.TryParse(type, value, ignoreCase: true, out _) : TypeDescriptor.GetConverter(type).IsValid(value);

    private IEnumerable<string> FaultsOfRoot(IConfigurationSection section)
    {
        if (_root.Children.TryGetValue(section.Key, out var known))
            return FaultsOf(section, known);
        // A value without a section is an environment variable of another program.
        return section.GetChildren().Any() && Resembling(section.Key, _root.Children.Keys) is { } meant
            ? [$"{Variable(section.Path)} is no section of settings; {meant} resembles it."] : [];
    }

    private static IEnumerable<string> FaultsOf(IConfigurationSection section, SettingNode known)
    {
        foreach (var child in section.GetChildren())
        {
            if ((known.Children.GetValueOrDefault(child.Key) ?? known.Element) is { } next)
            {
                foreach (var fault in next.ValueType is null ? FaultsOf(child, next) : FaultsBelow(child, next))
                    yield return fault;
            }
            else if (known.Children.Count == 0)
            {
                yield return $"{Variable(child.Path)} is no setting: nothing is read below {Variable(section.Path)}.";
            }
            else if (!known.IsShared || Resembling(child.Key, known.Children.Keys) is not null)
            {
                var nearest = Spelling.Nearest(child.Key, known.Children.Keys);
                yield return $"{Variable(child.Path)} is no setting; the nearest is {Variable(section.Path)}__{nearest}.";
            }
        }
    }

    private static IEnumerable<string> FaultsBelow(IConfigurationSection setting, SettingNode known) =>
        from child in setting.GetChildren()
        where !known.IsSecret || !child.Key.Equals(SecretFiles.Suffix, StringComparison.OrdinalIgnoreCase)
        select $"{Variable(child.Path)} is no setting: nothing is read below {Variable(setting.Path)}.";

    private static string? Resembling(string word, IEnumerable<string> known)
    {
        var nearest = Spelling.Nearest(word, known);
        return nearest.Length > 2 * MisspelledLetters && Spelling.Distance(word, nearest) <= MisspelledLetters ? nearest : null;
    }

    private static string Variable(string path) => path.Replace(":", "__", StringComparison.Ordinal);

    private static string InWords(Type type) => type switch
    {
        _ when type == typeof(TimeSpan) => "a time such as 00:00:30 (hours, minutes, seconds) or 7.00:00:00 (days first)",
        _ when type == typeof(bool) => "true or false",
        { IsEnum: true } => $"one of {string.Join(", ", Enum.GetNames(type))}",
        _ when type == typeof(Uri) => "an address",
        _ when type == typeof(double) || type == typeof(float) => "a number",
        _ => "a whole number",
    };
}

/// <summary>Stands for the names of all settings, which <see cref="SettingsCheck"/> checks at start.</summary>
internal sealed class SettingNames;
