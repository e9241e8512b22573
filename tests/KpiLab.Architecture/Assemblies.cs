using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace KpiLab.Architecture;

/// <summary>What a compiled assembly refers to, read from its metadata: assembly references alone do not show <c>File</c> or <c>DateTime.Now</c>.</summary>
internal sealed class CompiledAssembly
{
    private CompiledAssembly(string name, IReadOnlyList<string> assemblies, IReadOnlyList<string> types, IReadOnlyList<string> members, IReadOnlyList<string> mutableStatics, IReadOnlyList<string> imports)
    {
        Name = name;
        Assemblies = assemblies;
        Types = types;
        Members = members;
        MutableStatics = mutableStatics;
        NativeImports = imports;
    }

    public string Name { get; }

    public IReadOnlyList<string> Assemblies { get; }

    public IReadOnlyList<string> Types { get; }

    public IReadOnlyList<string> Members { get; }

    public IReadOnlyList<string> MutableStatics { get; }

    public IReadOnlyList<string> NativeImports { get; }

    public static CompiledAssembly Load(string project)
    {
        var file = project + ".dll";
        using var stream = File.OpenRead(Path.Combine(AppContext.BaseDirectory, file));
        using var portable = new PEReader(stream);
        var metadata = portable.GetMetadataReader();
        var types = metadata.TypeReferences.Select(h => FullName(metadata, h)).Order(StringComparer.Ordinal).ToList();
        var members = new List<string>();
        foreach (var handle in metadata.MemberReferences)
        {
            var member = metadata.GetMemberReference(handle);
            if (member.Parent.Kind == HandleKind.TypeReference)
            {
                members.Add(FullName(metadata, (TypeReferenceHandle)member.Parent) + "." + metadata.GetString(member.Name));
            }
        }

        var statics = new List<string>();
        foreach (var handle in metadata.FieldDefinitions)
        {
            var field = metadata.GetFieldDefinition(handle);
            var owner = metadata.GetTypeDefinition(field.GetDeclaringType());
            var ownerName = metadata.GetString(owner.Name);
            var isStatic = (field.Attributes & FieldAttributes.Static) != 0;
            var isFixed = (field.Attributes & (FieldAttributes.InitOnly | FieldAttributes.Literal)) != 0;
            if (isStatic && !isFixed && !ownerName.StartsWith('<'))
            {
                statics.Add(ownerName + "." + metadata.GetString(field.Name));
            }
        }

        var imports = metadata.MethodDefinitions
            .Select(metadata.GetMethodDefinition)
            .Where(m => (m.Attributes & MethodAttributes.PinvokeImpl) != 0)
            .Select(m => metadata.GetString(metadata.GetModuleReference(m.GetImport().Module).Name))
            .Distinct().ToList();
        var assemblies = metadata.AssemblyReferences.Select(h => metadata.GetString(metadata.GetAssemblyReference(h).Name)).ToList();
        return new CompiledAssembly(project, assemblies, types, members, statics, imports);
    }

    private static string FullName(MetadataReader metadata, TypeReferenceHandle handle)
    {
        var type = metadata.GetTypeReference(handle);
        var name = metadata.GetString(type.Name);
        if (type.ResolutionScope.Kind == HandleKind.TypeReference)
        {
            return FullName(metadata, (TypeReferenceHandle)type.ResolutionScope) + "+" + name;
        }

        return type.Namespace.IsNil ? name : metadata.GetString(type.Namespace) + "." + name;
    }
}
