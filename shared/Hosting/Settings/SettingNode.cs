using System.Collections;
using System.ComponentModel;
using System.Reflection;

namespace Engram.Hosting;

/// <summary>A part of the path of settings, and what may follow it.</summary>
internal sealed class SettingNode
{
    /// <summary>What may follow, by name.</summary>
    public Dictionary<string, SettingNode> Children { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What follows any name or number: an element of a list or of a dictionary.</summary>
    public SettingNode? Element { get; private set; }

    /// <summary>Type of the value; null when this is no setting but the way to some.</summary>
    public Type? ValueType { get; private set; }

    public bool IsSecret { get; private set; }

    public bool IsShared { get; private set; }

    /// <summary>Returns the root of all settings of the sections.</summary>
    public static SettingNode Of(IEnumerable<SettingsSection> sections)
    {
        var root = new SettingNode();
        foreach (var section in sections)
        {
            var node = section.Name.Split(':', StringSplitOptions.RemoveEmptyEntries).Aggregate(root, (at, part) => at.Child(part));
            node.IsShared |= section.IsShared;
            if (section.Type is { } type)
                node.Hold(type, section.IsSecret);
            foreach (var name in section.Texts.Keys)
                node.Child(name).Hold(typeof(string), section.IsSecret);
        }

        return root;
    }

    /// <summary>The properties of an options type that configuration binds.</summary>
    public static IEnumerable<PropertyInfo> PropertiesOf(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.GetIndexParameters().Length == 0 && (property.CanWrite || IsList(property.PropertyType)));

    /// <summary>Whether a value of the type is written as one text.</summary>
    public static bool IsText(Type type) => TypeDescriptor.GetConverter(type).CanConvertFrom(typeof(string));

    /// <summary>Type of the elements of a list, or of the values of a dictionary; null for other types.</summary>
    public static Type? ElementOf(Type type)
    {
        if (!IsList(type))
            return null;
        var element = type.GetInterfaces().Append(type)
            .First(known => known.IsGenericType && known.GetGenericTypeDefinition() == typeof(IEnumerable<>)).GetGenericArguments()[0];
        return IsPair(element) ? element.GetGenericArguments()[1] : element;
    }

    private static bool IsList(Type type) => type != typeof(string) && type.IsAssignableTo(typeof(IEnumerable));

    private static bool IsPair(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>);

    private SettingNode Child(string name)
    {
        if (!Children.TryGetValue(name, out var child))
            Children.Add(name, child = new SettingNode());
        return child;
    }

    private void Hold(Type type, bool isSecret)
    {
        if (IsText(type))
        {
            (ValueType, IsSecret) = (type, isSecret);
        }
        else if (ElementOf(type) is { } element)
        {
            (Element ??= new SettingNode()).Hold(element, isSecret);
        }
        else
        {
            foreach (var property in PropertiesOf(type))
                Child(property.Name).Hold(property.PropertyType, property.IsDefined(typeof(SecretAttribute)));
        }
    }
}

/// <summary>The setting is a secret: it is never shown, and may be read from a file that <c>NAME__File</c> names.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecretAttribute : Attribute;
