using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Engram.Gateway.Storage;

/// <summary>Maps values without a column type of their own to the database.</summary>
internal static class StoredJson
{
    public static readonly JsonSerializerOptions Options =
        new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    /// <summary>Stores a value as JSON. Changes are detected by reference, so replace the whole value.</summary>
    public static void IsJson<T>(this PropertyBuilder<T?> property)
        where T : class =>
        property.HasColumnType("json").HasConversion(
            value => JsonSerializer.Serialize(value, Options),
            json => JsonSerializer.Deserialize<T>(json, Options),
            new ValueComparer<T?>((one, other) => ReferenceEquals(one, other), value => RuntimeHelpers.GetHashCode(value), value => value));

    /// <summary>Stores an enumeration as its name in lower case.</summary>
    public static void IsWord<T>(this PropertyBuilder<T> property)
        where T : struct, Enum =>
        property.HasConversion(
            value => value.ToString().ToLowerInvariant(),
            word => Enum.Parse<T>(word, true));
}
