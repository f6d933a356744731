using System.Text.Encodings.Web;
using System.Text.Json;

namespace Engram.ModelStore;

/// <summary>How the files of a package are written: camelCase, indented, readable words.</summary>
public static class ManifestJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Reads a JSON file of a package.</summary>
    /// <exception cref="ModelPackageException">The file is absent, or not what it should be; the message says where.</exception>
    public static T Read<T>(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return JsonSerializer.Deserialize<T>(stream, Options) ?? throw new ModelPackageException($"{path} holds only null.");
        }
        // Types of ours refuse values that are JSON and no dimension, hash or name.
        catch (Exception error) when (error is JsonException or ArgumentException or FormatException or OverflowException)
        {
            throw new ModelPackageException($"{path} is not valid: {error.Message}", error);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ModelPackageException($"{path} does not exist.", error);
        }
    }

    public static void Write<T>(string path, T value)
    {
        using var stream = File.Create(path);
        JsonSerializer.Serialize(stream, value, Options);
        stream.WriteByte((byte)'\n');
    }
}
