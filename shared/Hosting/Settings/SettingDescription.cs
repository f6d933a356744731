using System.Collections;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Engram.Hosting;

/// <summary>A setting as its reference describes it.</summary>
/// <param name="Name">Name of the environment variable, <c>Section__Name</c>; N stands for a number, NAME for a name of one's own.</param>
/// <param name="Meaning">The comment of the option, which states unit and default.</param>
/// <param name="Type">Kind of value.</param>
/// <param name="Default">Value when it is not set; empty when there is none.</param>
/// <param name="Range">Values that are allowed; empty: all of the kind.</param>
internal sealed partial record SettingDescription(string Name, string Meaning, string Type, string Default, string Range)
{
    /// <summary>Describes all settings of the sections in alphabetical order.</summary>
    public static IReadOnlyList<SettingDescription> All(IEnumerable<SettingsSection> sections) =>
    [
        .. sections.SelectMany(Of).DistinctBy(setting => setting.Name).OrderBy(setting => setting.Name, StringComparer.Ordinal),
    ];

    private static IEnumerable<SettingDescription> Of(SettingsSection section)
    {
        var prefix = section.Name.Length == 0 ? "" : section.Name.Replace(":", "__", StringComparison.Ordinal) + "__";
        var texts = section.Texts.Select(text => new SettingDescription(prefix + text.Key, text.Value, "secret text", "", ""));
        return section.Type is { } type ? texts.Concat(Of(type, prefix)) : texts;
    }

    private static IEnumerable<SettingDescription> Of(Type type, string prefix)
    {
        var defaults = type.GetConstructor(System.Type.EmptyTypes) is null ? null : Activator.CreateInstance(type);
        foreach (var property in SettingNode.PropertiesOf(type))
        {
            var name = prefix + property.Name;
            var held = property.PropertyType;
            if (SettingNode.IsText(held))
            {
                yield return Of(property, name, held, defaults is null ? null : property.GetValue(defaults));
            }
            else if (SettingNode.ElementOf(held) is { } element)
            {
                name += IsDictionary(held) ? "__NAME" : "__N";
                foreach (var below in SettingNode.IsText(element) ? [Of(property, name, element, null)] : Of(element, name + "__"))
                    yield return below;
            }
            else
            {
                foreach (var below in Of(held, name + "__"))
                    yield return below;
            }
        }
    }

    private static SettingDescription Of(PropertyInfo property, string name, Type type, object? value) => new(
        name, property.GetCustomAttribute<DescriptionAttribute>()?.Description ?? Documentation.MeaningOf(property),
        InWords(type) + (property.IsDefined(typeof(SecretAttribute)) ? ", secret" : ""),
        property.GetCustomAttribute<DefaultValueAttribute>()?.Value as string ?? Shown(value), RangeOf(property, type));

    private static bool IsDictionary(Type type) => type.GetInterfaces().Append(type)
        .Any(known => known.IsGenericType && known.GetGenericTypeDefinition() == typeof(IDictionary<,>));

    private static string InWords(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var t when t == typeof(TimeSpan) => "time",
        var t when t == typeof(bool) => "true or false",
        var t when t == typeof(string) => "text",
        var t when t == typeof(Uri) => "address",
        var t when t == typeof(double) || t == typeof(float) => "number",
        { IsEnum: true } => "name",
        _ => "whole number",
    };

    // A folder that depends on the machine would make the reference differ from place to place.
    private static string Shown(object? value) => value switch
    {
        null or "" => "",
        bool flag => flag ? "true" : "false",
        string text when Path.IsPathRooted(text) => "",
        IEnumerable and not string => "",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string RangeOf(PropertyInfo property, Type type)
    {
        var parts = new List<string>();
        if ((Nullable.GetUnderlyingType(type) ?? type) is { IsEnum: true } names)
            parts.Add(string.Join(", ", Enum.GetNames(names)));
        if (property.GetCustomAttribute<RangeAttribute>() is { } range)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{range.Minimum} to {range.Maximum}"));
        if (property.GetCustomAttribute<RegularExpressionAttribute>() is { } pattern)
            parts.Add($"matches {pattern.Pattern}");
        if (property.IsDefined(typeof(RequiredAttribute)))
            parts.Add("required");
        return string.Join("; ", parts);
    }

    /// <summary>The comments of the options, which the compiler writes beside each assembly.</summary>
    private static partial class Documentation
    {
        private static readonly Dictionary<string, Dictionary<string, string>> Pages = [];

        public static string MeaningOf(PropertyInfo property)
        {
            var page = PageOf(property.DeclaringType!.Assembly);
            return page.GetValueOrDefault($"P:{property.DeclaringType.FullName}.{property.Name}", "");
        }

        private static Dictionary<string, string> PageOf(Assembly assembly)
        {
            if (!Pages.TryGetValue(assembly.Location, out var page))
                Pages.Add(assembly.Location, page = Read(Path.ChangeExtension(assembly.Location, ".xml")));
            return page;
        }

        private static Dictionary<string, string> Read(string file) => !File.Exists(file) ? [] :
            XDocument.Load(file).Descendants("member").Where(member => member.Element("summary") is not null)
                .ToDictionary(member => member.Attribute("name")!.Value, member => Text(member.Element("summary")!));

        private static string Text(XElement summary) => Spaces().Replace(string.Concat(summary.Nodes().Select(Text)), " ").Trim();

        private static string Text(XNode node) => node switch
        {
            XElement { Name.LocalName: "see" } see => (see.Attribute("cref") ?? see.Attribute("langword"))!.Value.Split('.', ':')[^1],
            XElement element => element.Value,
            XText text => text.Value,
            _ => "",
        };

        [GeneratedRegex(@"\s+")]
        private static partial Regex Spaces();
    }
}
